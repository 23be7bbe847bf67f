package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"text/tabwriter"

	"github.com/ecstask/ecstask/cmd/ecstask/internal/awsargs"
	"github.com/ecstask/ecstask/fargate"
	"github.com/ecstask/ecstask/rules"
	"github.com/spf13/cobra"
)

func (a *app) rulesCommand() *cobra.Command {
	return a.command(&cobra.Command{
		Use:   "rules [ID]",
		Short: "list the rules, or explain one",
		Long: `List the rules with their severity and the member each is about, or explain the
rule with this id: its limit, and the evidence for it.`,
		Example:           "ecstask rules\necstask rules started-by-length",
		Annotations:       exits("the rules are printed", "", "there is no such rule", "the rules cannot be written"),
		ValidArgsFunction: completeRule,
	}, printRules)
}

func printRules(_ context.Context, std streams, args []string) (int, error) {
	var b bytes.Buffer
	switch len(args) {
	case 0:
		w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
		for r := range rules.All() {
			fmt.Fprintf(w, "%s\t%s\t%s\n", r.ID, grade(r), r.Field)
		}
		_ = w.Flush()
		return std.write(b.Bytes()), nil
	case 1:
	default:
		return statusUsage, errors.New("rules takes one ID, or none")
	}
	r, err := lookup(args[0])
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
type showFargate struct{ Platform string }

var platforms = map[string]fargate.Platform{
	"linux": fargate.Linux, "windows": fargate.Windows, "historical-2018": fargate.Historical2018,
}

func (a *app) fargateCommand() *cobra.Command {
	c := &showFargate{Platform: "linux"}
	options := newGroup("Options", awsargs.Extra)
	options.choice(&c.Platform, "platform", "the platform of the sizes (default linux)", "linux", "windows", "historical-2018")
	return a.command(&cobra.Command{
		Use:   "fargate [CPU MEMORY]",
		Short: "list the sizes of Fargate tasks, or check one",
		Long: `List the sizes that a Fargate task can have, or check whether CPU and MEMORY are
one. CPU is in CPU units, or in vCPUs as in ".25 vCPU"; MEMORY is in MiB, or in GB
as in 0.5GB.`,
		Example:           "ecstask fargate\necstask fargate 256 512\necstask fargate --platform windows '1 vCPU' 2GB",
		Annotations:       exits("the sizes are printed, or the size is one of them", "Fargate does not have the size", "CPU or MEMORY cannot be read", "the sizes cannot be written"),
		ValidArgsFunction: c.completeSize,
	}, c.run, options)
}

func (c *showFargate) run(_ context.Context, std streams, args []string) (int, error) {
	platform := platforms[c.Platform]
	switch len(args) {
	case 0:
		return std.write(sizeTable(platform)), nil
	case 2:
	default:
		return statusUsage, errors.New("fargate takes a CPU and a MEMORY, or neither")
	}
	size, err := fargate.ParseSize(args[0], args[1])
	if err != nil {
		return statusUsage, err
	}
	if err := fargate.Validate(size, platform); err != nil {
		fmt.Fprintln(std.stderr, "error:", err)
		return statusInvalid, nil
	}
	return std.write(fmt.Appendf(nil, "%s is a Fargate size on %s\n", size, platform)), nil
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

func (a *app) versionCommand() *cobra.Command {
	return a.command(&cobra.Command{
		Use:         "version",
		Short:       "print the version",
		Long:        "Print the version of ecstask, as ecstask --version does.",
		Example:     "ecstask version",
		Annotations: exits("the version is printed", "", "the command line cannot be read", "the version cannot be written"),
	}, func(_ context.Context, std streams, args []string) (int, error) {
		if len(args) > 0 {
			return statusUsage, errors.New("version takes no arguments")
		}
		return std.writeVersion(), nil
	})
}

func (s streams) writeVersion() int { return s.write(fmt.Appendf(nil, "ecstask %s\n", version())) }

func version() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}
