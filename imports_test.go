package ecstask_test

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/ecstask/ecstask/"

// rooms are the packages from the ground floor up, with what of this module
// each may import. An import never points upward.
var rooms = map[string][]string{
	"event":              {"field"},
	"field":              nil,
	"fargate":            {"internal/echo"},
	"internal/echo":      nil,
	"internal/suggest":   nil,
	"internal/wire":      nil,
	"internal/clone":     nil,
	"internal/hidden":    nil,
	"internal/sdkfix":    nil,
	"internal/arn":       nil,
	"internal/ptr":       nil,
	"internal/fleet":     {"event", "internal/ptr", "internal/wire"},
	"internal/shell":     nil,
	"internal/query":     {"internal/echo", "internal/ptr", "internal/suggest"},
	"internal/placement": {"fargate", "internal/ptr", "internal/query"},
	"failure":            {"field", "internal/echo", "internal/ptr", "internal/wire"},
	"internal/tree":      {"field", "internal/echo", "internal/suggest"},
	"internal/source":    {"field", "internal/tree"},
	"shorthand":          {"field", "internal/tree", "internal/wire", "internal/echo", "internal/hidden", "internal/suggest"},
	"internal/units":     {"field", "fargate"},
	"internal/textform":  {"shorthand", "field", "internal/units"},
	"rules":              {"field", "fargate", "internal/arn", "internal/ptr", "internal/wire", "internal/echo", "internal/suggest", "internal/placement", "internal/query"},
	"structtag":          {"rules", "fargate", "field", "internal/echo"},
	"netconfig":          {"rules", "shorthand", "field", "internal/clone", "internal/textform"},
	"ebs":                {"rules", "shorthand", "field", "internal/wire", "internal/clone", "internal/hidden", "internal/ptr", "internal/textform"},
	"overrides":          {"rules", "shorthand", "fargate", "field", "internal/wire", "internal/clone", "internal/hidden", "internal/ptr", "internal/textform"},
	"internal/request":   {"field", "internal/units", "internal/suggest", "shorthand", "rules", "netconfig", "overrides", "ebs", "internal/tree", "internal/wire", "internal/clone", "internal/shell"},
	"document":           {"field", "rules", "shorthand", "internal/request", "internal/tree", "internal/hidden", "internal/source"},
	"internal/gocode":    {"netconfig", "overrides", "ebs", "internal/request", "internal/wire", "internal/ptr"},
	"starttask":          {"event", "field", "failure", "rules", "netconfig", "overrides", "ebs", "internal/request", "internal/call", "internal/clone", "internal/hidden", "internal/ptr", "internal/arn", "internal/fleet"},
	"runtask":            {"event", "field", "rules", "netconfig", "overrides", "ebs", "internal/request", "failure", "internal/wire", "internal/call", "internal/hidden", "internal/ptr", "internal/fleet"},

	"internal/call": {"internal/ptr", "internal/sdkfix"},

	"preflight": {"field", "rules", "internal/arn", "internal/placement", "internal/ptr", "internal/source", "internal/tree", "internal/call", "internal/wire"},

	"lifecycle": {"event", "internal/arn", "internal/call", "internal/fleet", "internal/hidden", "internal/ptr"},

	"ecstest": {"fargate", "internal/placement", "internal/query", "internal/wire", "internal/sdkfix"},

	"cmd/ecstask/internal/awsargs": {"internal/suggest"},
	"cmd/ecstask/internal/report":  {"field", "rules"},
	"cmd/ecstask":                  {anything},

	"playground/internal/explain": {"field", "rules", "shorthand", "document", "preflight", "internal/echo", "internal/gocode", "internal/ptr", "internal/request", "internal/tree"},
	"playground":                  nil, // files of the page, and their test

	// Test support, which no package imports.
	"internal/awscli":  {"shorthand", "internal/request"},
	"internal/sdktest": {"event", "field"},
}

// anything is all of this module, for the room on the top floor.
const anything = "anything"

// testSupport may import anything of others.
var testSupport = []string{"internal/awscli", "internal/sdktest"}

// only lists who may import what of others.
var only = map[string][]string{
	"github.com/go-playground/validator/v10":           {"structtag"},
	"github.com/go-playground/universal-translator":    {"structtag"},
	"github.com/jmespath/go-jmespath":                  {"cmd/ecstask"},
	"github.com/spf13/cobra":                           {"cmd/ecstask"},
	"github.com/spf13/pflag":                           {"cmd/ecstask"},
	"go.yaml.in/yaml/v4":                               {"cmd/ecstask", "internal/source"},
	"github.com/aws/aws-sdk-go-v2/service/ecs":         {"rules", "structtag", "internal/call", "lifecycle", "internal/request", "document", "starttask", "runtask", "ecstest", "cmd/ecstask", "internal/placement", "preflight", "playground/internal/explain"},
	"github.com/aws/aws-sdk-go-v2/service/ecs/types":   {"internal/clone", "internal/query", "internal/placement", "failure", "rules", "structtag", "netconfig", "ebs", "overrides", "lifecycle", "internal/request", "starttask", "runtask", "ecstest", "cmd/ecstask", "internal/fleet", "preflight", "internal/gocode", "playground/internal/explain"},
	"github.com/aws/aws-sdk-go-v2/service/ecs/schemas": {"internal/request", "ecstest"},
	"github.com/aws/smithy-go":                         {"internal/tree", "internal/textform", "internal/wire", "failure", "shorthand", "rules", "internal/request", "internal/call", "ecstest", "cmd/ecstask", "preflight", "internal/gocode", "playground/internal/explain"},
	"github.com/aws/smithy-go/document":                {"internal/tree", "internal/wire", "shorthand", "cmd/ecstask"},
	"github.com/aws/smithy-go/document/json":           {"internal/wire"},
	"github.com/aws/smithy-go/encoding":                {"internal/wire"},
	"github.com/aws/smithy-go/time":                    {"internal/wire", "shorthand"},
	"github.com/aws/smithy-go/traits":                  {"internal/wire"},

	"github.com/aws/aws-sdk-go-v2/aws":                         {"internal/call", "ecstest", "cmd/ecstask"},
	"github.com/aws/aws-sdk-go-v2/aws/retry":                   {"internal/call"},
	"github.com/aws/aws-sdk-go-v2/config":                      {"cmd/ecstask"},
	"github.com/aws/smithy-go/logging":                         {"cmd/ecstask"},
	"github.com/aws/smithy-go/middleware":                      {"internal/sdkfix", "internal/call", "runtask", "starttask", "ecstest", "preflight"},
	"github.com/aws/smithy-go/transport/http":                  {"internal/sdkfix", "internal/call", "ecstest", "cmd/ecstask"},
	"github.com/aws/smithy-go/transport/http/protocol/awsjson": {"ecstest"},
}

func TestImports(t *testing.T) {
	out, err := exec.Command("go", "list", "-f", `{{.ImportPath}} {{join .Imports " "}}`, "./...").Output()
	if err != nil {
		t.Fatal(err)
	}
	listed := 0
	for line := range strings.Lines(string(out)) {
		paths := strings.Fields(line)
		room, ok := strings.CutPrefix(paths[0], module)
		if !ok {
			continue
		}
		allowed, known := rooms[room]
		if !known {
			t.Errorf("%s is in no room", room)
			continue
		}
		listed++
		for _, name := range allowed {
			if name != anything && !slices.Contains(paths[1:], module+name) {
				t.Errorf("%s may import %s, and does not", room, name)
			}
		}
		for _, p := range paths[1:] {
			switch name, own := strings.CutPrefix(p, module); {
			case own && !slices.Contains(allowed, name) && !slices.Contains(allowed, anything):
				t.Errorf("%s imports %s", room, name)
			case !own && !slices.Contains(testSupport, room) && strings.Contains(strings.Split(p, "/")[0], ".") && !slices.Contains(only[p], room):
				t.Errorf("%s imports %s", room, p)
			}
		}
	}
	if listed != len(rooms) {
		t.Errorf("%d of %d rooms are there", listed, len(rooms))
	}
}
