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
	"field":              nil,
	"fargate":            nil,
	"internal/echo":      nil,
	"internal/suggest":   nil,
	"internal/wire":      nil,
	"internal/clone":     nil,
	"internal/hidden":    nil,
	"internal/body":      nil,
	"internal/arn":       nil,
	"internal/ptr":       nil,
	"internal/fleet":     nil,
	"internal/shell":     nil,
	"internal/query":     {"internal/ptr", "internal/suggest"},
	"internal/placement": {"fargate", "internal/ptr", "internal/query"},
	"failure":            {"field", "internal/ptr", "internal/wire"},
	"internal/tree":      {"field", "internal/echo", "internal/suggest"},
	"shorthand":          {"field", "internal/tree", "internal/wire", "internal/echo", "internal/hidden", "internal/suggest"},
	"rules":              {"field", "fargate", "internal/wire", "internal/echo", "internal/suggest"},
	"netconfig":          {"rules", "shorthand", "field", "internal/clone"},
	"overrides":          {"rules", "shorthand", "fargate", "field", "internal/wire", "internal/clone", "internal/hidden"},
	"starttask":          {"field", "failure", "rules", "shorthand", "netconfig", "overrides", "internal/tree", "internal/wire", "internal/clone", "internal/body", "internal/shell", "internal/hidden", "internal/ptr", "internal/arn", "internal/fleet"},

	"lifecycle": {"internal/arn", "internal/fleet", "internal/hidden", "internal/ptr", "internal/arn", "internal/fleet"},

	"ecstest": {"fargate", "internal/placement", "internal/query", "internal/wire", "internal/clone", "internal/body"},

	// Test support, which no package imports and which may import anything.
	"internal/awscli":  nil,
	"internal/sdktest": nil,
}

// only lists who may import what of others.
var only = map[string][]string{
	"github.com/go-playground/validator/v10":           {"rules"},
	"github.com/aws/aws-sdk-go-v2/service/ecs":         {"rules", "lifecycle", "starttask", "ecstest"},
	"github.com/aws/aws-sdk-go-v2/service/ecs/types":   {"internal/query", "internal/placement", "failure", "rules", "netconfig", "overrides", "lifecycle", "starttask", "ecstest"},
	"github.com/aws/aws-sdk-go-v2/service/ecs/schemas": {"starttask", "ecstest"},
	"github.com/aws/smithy-go":                         {"internal/tree", "internal/wire", "failure", "shorthand", "rules", "starttask", "ecstest"},
	"github.com/aws/smithy-go/document":                {"internal/tree", "internal/wire", "shorthand"},
	"github.com/aws/smithy-go/document/json":           {"internal/wire"},
	"github.com/aws/smithy-go/encoding":                {"internal/wire"},
	"github.com/aws/smithy-go/time":                    {"internal/wire", "shorthand"},
	"github.com/aws/smithy-go/traits":                  {"internal/wire"},

	"github.com/aws/aws-sdk-go-v2/aws":                         {"starttask", "ecstest"},
	"github.com/aws/aws-sdk-go-v2/aws/retry":                   {"starttask"},
	"github.com/aws/smithy-go/middleware":                      {"internal/body", "starttask", "ecstest"},
	"github.com/aws/smithy-go/transport/http":                  {"internal/body", "starttask", "ecstest"},
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
		if !ok || strings.HasPrefix(room, "cmd/") {
			continue
		}
		allowed, known := rooms[room]
		if !known {
			t.Errorf("%s is in no room", room)
			continue
		}
		listed++
		for _, p := range paths[1:] {
			switch name, own := strings.CutPrefix(p, module); {
			case own && !slices.Contains(allowed, name):
				t.Errorf("%s imports %s", room, name)
			case !own && room != "internal/sdktest" && strings.Contains(strings.Split(p, "/")[0], ".") && !slices.Contains(only[p], room):
				t.Errorf("%s imports %s", room, p)
			}
		}
	}
	if listed != len(rooms) {
		t.Errorf("%d of %d rooms are there", listed, len(rooms))
	}
}
