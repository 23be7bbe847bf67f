package main

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"sync/atomic"
	"syscall"

	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/smithy-go/logging"
	"github.com/ecstask/ecstask/ecstest"
)

// connection says which ECS a command calls, and has its client once it is made.
type connection struct {
	Region, Profile, EndpointURL *string
	Local                        bool

	ecs    *ecs.Client
	sample *ecstest.Server // of --local
}

func (c *connection) add(g *group) {
	g.text(&c.Region, "region", "REGION", "the AWS Region to call ECS in", nil)
	g.text(&c.Profile, "profile", "NAME", "the profile whose settings and credentials to use", nil)
	g.text(&c.EndpointURL, "endpoint-url", "URL", "the endpoint to call instead of that of AWS", nil)
}

func (c *connection) addLocal(g *group) {
	g.BoolVar(&c.Local, "local", false, "call a sample cluster inside this command instead of AWS; ecstask local lists what is in it")
}

// client returns a client of ECS, always the same.
func (c *connection) client(ctx context.Context) (*ecs.Client, error) {
	if c.ecs != nil {
		return c.ecs, nil
	}
	if c.Local {
		c.sample, _ = sampleCluster()
		c.ecs = c.sample.Client()
		return c.ecs, nil
	}
	opts := []func(*config.LoadOptions) error{config.WithLogger(logging.Nop{})}
	if c.Region != nil {
		opts = append(opts, config.WithRegion(*c.Region))
	}
	if c.Profile != nil {
		opts = append(opts, config.WithSharedConfigProfile(*c.Profile))
	}
	cfg, err := config.LoadDefaultConfig(ctx, opts...)
	if err != nil {
		return nil, err
	}
	if cfg.Region == "" {
		return nil, errors.New("no region is set: give --region, or set AWS_REGION or the region of the profile")
	}
	c.ecs = ecs.NewFromConfig(cfg, func(o *ecs.Options) {
		if c.EndpointURL != nil {
			o.BaseEndpoint = c.EndpointURL
		}
	})
	return c.ecs, nil
}

// close ends what client began.
func (c *connection) close() {
	if c.sample != nil {
		c.sample.Close()
	}
}

// endedBy is the number of the signal that ended a context of interruptible, or 0.
var endedBy atomic.Int32

// interruptible returns a context that the first Ctrl-C or SIGTERM ends. A second
// one ends the program. The function that it returns undoes this.
func interruptible(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	stop := func() {
		signal.Stop(signals)
		cancel()
	}
	go func() {
		select {
		case s := <-signals:
			endedBy.Store(int32(s.(syscall.Signal)))
			stop()
		case <-ctx.Done():
		}
	}()
	return ctx, stop
}
