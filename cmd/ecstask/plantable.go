package main

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/cmd/ecstask/internal/report"
	"github.com/ecstask/ecstask/internal/arn"
	"github.com/ecstask/ecstask/internal/echo"
	"github.com/ecstask/ecstask/internal/placement"
	"github.com/ecstask/ecstask/preflight"
)

// planFormats are the values of --output, and planPrinters what they do.
var (
	planFormats  = []string{"table", "json", "csv"}
	planPrinters = map[string]func(preflight.Plan) []byte{"table": planTable, "json": planJSON, "csv": planCSV}
)

// planTable writes a plan for people: by how much the task fits, and all obstacles.
func planTable(p preflight.Plan) []byte {
	var b bytes.Buffer
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "INSTANCE\tEC2 INSTANCE\tZONE\tFREE CPU\tFREE MIB\tROOM\tOBSTACLES")
	for i := range p {
		c := &p[i]
		says := obstaclesOf(c)
		if c.Fits && c.Status == string(types.ContainerInstanceStatusDraining) {
			says = "is " + c.Status
		}
		cpu, memory := free(c)
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%d\t%s\n", echo.Line(arn.ID(c.Instance)), cell(c.EC2Instance), cell(c.Zone), cell(cpu), cell(memory), c.Room, cmp.Or(says, "-"))
	}
	_ = w.Flush()
	fits := p[:len(p.Fitting(-1))] // they are the first
	fmt.Fprintf(&b, "the task fits on %d of %s, with room for %s\n", len(fits), report.Plural(len(p), "container instance"), report.Plural(fits.Room(), "task"))
	return b.Bytes()
}

// cell is what a table shows of a text that may be empty.
func cell(s string) string { return cmp.Or(echo.Line(s), "-") }

// free returns the CPU units and the MiB that are free, or nothing if that is not
// known.
func free(c *preflight.Candidate) (cpu, memory string) {
	if slices.ContainsFunc(c.Obstacles, func(o preflight.Obstacle) bool { return o.Reason == placement.Unknown || o.Reason == placement.Missing }) {
		return "", ""
	}
	return strconv.FormatInt(c.CPU, 10), strconv.FormatInt(c.Memory, 10)
}

func obstaclesOf(c *preflight.Candidate) string {
	texts := make([]string, len(c.Obstacles))
	for i, o := range c.Obstacles {
		texts[i] = echo.Line(o.String())
	}
	return strings.Join(texts, "; ")
}

func planJSON(p preflight.Plan) []byte { return jsonOutput(p) }

// planCSV writes a plan with one line for each instance, after one with the names.
func planCSV(p preflight.Plan) []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	_ = w.Write([]string{"instance", "ec2Instance", "zone", "status", "fits", "room", "cpu", "memory", "obstacles"})
	for i := range p {
		c := &p[i]
		cpu, memory := free(c)
		_ = w.Write([]string{
			echo.Line(c.Instance), echo.Line(c.EC2Instance), echo.Line(c.Zone), echo.Line(c.Status), strconv.FormatBool(c.Fits),
			strconv.Itoa(c.Room), cpu, memory, obstaclesOf(c),
		})
	}
	w.Flush()
	return b.Bytes()
}
