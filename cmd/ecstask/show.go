package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"text/tabwriter"

	"github.com/ecstask/ecstask/fargate"
	"github.com/ecstask/ecstask/rules"
)

// showRules is the command rules.
type showRules struct {
	ID string `arg:"positional" placeholder:"ID" help:"the rule to explain"`
}

func (c *showRules) run(_ context.Context, std streams) (int, error) {
	var b bytes.Buffer
	if c.ID == "" {
		w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
		for r := range rules.All() {
			fmt.Fprintf(w, "%s\t%s\t%s\n", r.ID, grade(r), r.Field)
		}
		_ = w.Flush()
		return std.write(b.Bytes()), nil
	}
	r, err := lookup(c.ID)
	if err != nil {
		return statusUsage, err
	}
	fmt.Fprintf(&b, "%s\n\n%s\n\n", r.ID, r.What)
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	for _, row := range [][2]string{
		{"member", r.Field}, {"limit", r.Limit}, {"severity", grade(r)}, {"for", r.Operations.String()}, {"needs", r.Needs.String()}, {"kind", string(r.Kind)},
		{"evidence", r.Evidence.String()}, {"source", r.Source},
	} {
		if row[1] != "" {
			fmt.Fprintf(w, "%s\t%s\n", row[0], row[1])
		}
	}
	_ = w.Flush()
	return std.write(b.Bytes()), nil
}

func grade(r rules.Rule) string {
	if r.Optional {
		return "off"
	}
	return r.Severity.String()
}

// showFargate is the command fargate.
type showFargate struct {
	CPU      string `arg:"positional" placeholder:"CPU" help:"CPU units or vCPUs: 256, \".25 vCPU\""`
	Memory   string `arg:"positional" placeholder:"MEMORY" help:"MiB or GB: 512, 0.5GB"`
	Platform string `arg:"--platform" placeholder:"linux|windows|launch-2018" help:"whose sizes; linux when left out"`
}

var platforms = map[string]fargate.Platform{
	"linux": fargate.Linux, "windows": fargate.Windows, "launch-2018": fargate.Launch2018,
}

func (c *showFargate) run(_ context.Context, std streams) (int, error) {
	platform, ok := platforms[cmp.Or(c.Platform, "linux")]
	switch {
	case !ok:
		return statusUsage, errors.New("--platform takes linux, windows or launch-2018")
	case c.CPU == "":
		return std.write(sizeTable(platform)), nil
	case c.Memory == "":
		return statusUsage, errors.New("fargate takes a CPU and a MEMORY, or neither")
	}
	size, err := fargate.ParseSize(c.CPU, c.Memory)
	if err != nil {
		return statusUsage, err
	}
	if err := fargate.Validate(size, platform); err != nil {
		fmt.Fprintln(std.stderr, "error:", err)
		return statusInvalid, nil
	}
	return std.write(fmt.Appendf(nil, "%s is a size of Fargate on %s\n", size, platform)), nil
}

// sizeTable lists the sizes, one CPU a line.
func sizeTable(p fargate.Platform) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "CPU units: MiB of memory, on %s\n", p)
	cpu := int32(0)
	for s := range fargate.Sizes(p) {
		if s.CPU != cpu {
			if cpu != 0 {
				b.WriteByte('\n')
			}
			cpu = s.CPU
			fmt.Fprintf(&b, "%d:", cpu)
		}
		fmt.Fprintf(&b, " %d", s.Memory)
	}
	b.WriteByte('\n')
	return b.Bytes()
}

// showVersion is the command version.
type showVersion struct{}

func (*showVersion) run(_ context.Context, std streams) (int, error) {
	return std.write(fmt.Appendf(nil, "ecstask %s\n", version())), nil
}

func version() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}
