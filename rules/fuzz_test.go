package rules_test

import (
	"cmp"
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecstask/ecstask/fargate"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/ptr"
	"github.com/ecstask/ecstask/rules"
)

// FuzzCheck makes a request of data, with text among its texts and a marker in
// every place where a secret may stand, and holds what Check promises of any
// request. Its seeds are requests enough for go test.
func FuzzCheck(f *testing.F) {
	fuzzCheck(f, func(t *testing.T, in *input, opts []rules.Option) {
		checkSecret(t, "the text for RunTask", rules.Check(rules.AsRequest(in), opts...).String())
	})
}

// FuzzRunTask is FuzzCheck for requests of RunTask.
func FuzzRunTask(f *testing.F) { fuzzCheck(f, func(*testing.T, *runInput, []rules.Option) {}) }

func fuzzCheck[T any](f *testing.F, more func(*testing.T, *T, []rules.Option)) {
	for i, data := range seeds() {
		f.Add(data, texts[i%len(texts)])
	}
	f.Fuzz(func(t *testing.T, data []byte, text string) {
		if strings.Contains(text, marker) {
			t.Skip()
		}
		texts := append(slices.Clip(texts), text)
		in := requestOf[T](data, texts)
		for _, opts := range [][]rules.Option{
			nil,
			{rules.AsWarning("env-secret", "assign-public-ip-off", "placement-constraint-precedence"), rules.FargateTask(fargate.Linux), rules.Off("tag-chars")},
			{rules.AsWarning("command-entry-point", "container-sidecar", "container-limits"), rules.Against(*stateFor(in, data, texts))},
		} {
			found := rules.Check(in, opts...)
			if !reflect.DeepEqual(in, requestOf[T](data, texts)) {
				t.Fatal("Check changed the request")
			}
			if again := rules.Check(in, opts...); !reflect.DeepEqual(again, found) {
				t.Fatalf("a second check differs:\n%v\n\n%v", found, again)
			}
			if !slices.IsSortedFunc(found, func(a, b *field.Error) int { return a.Path.Compare(b.Path) }) {
				t.Errorf("not in the order of the request:\n%v", found)
			}
			for _, e := range found {
				checkFinding(t, in, e)
			}
			encoded, err := json.Marshal(found)
			if err != nil {
				t.Fatal(err)
			}
			checkSecret(t, "JSON", string(encoded))
			checkSecret(t, "the text of the list", found.String())
			more(t, in, opts)
		}
	})
}

func checkFinding(t *testing.T, in any, e *field.Error) {
	t.Helper()
	rule, ok := rules.Lookup(e.Rule)
	switch {
	case !ok:
		t.Errorf("%v: there is no such rule", e)
	case e.Kind != rule.Kind || e.Doc != rule.Source || e.Msg == "" || e.Hint == "":
		t.Errorf("%+v does not agree with %+v", *e, rule)
	case e.Severity != field.SeverityError && e.Severity != field.SeverityWarning:
		t.Errorf("%v has the severity %v", e, e.Severity)
	}
	for _, p := range append([]field.Path{e.Path}, e.Related...) {
		if !exists(reflect.ValueOf(in), p) {
			t.Errorf("%v: the request has no place %q", e, p)
		}
	}
	for _, text := range []string{string(e.Path), e.Value, e.Msg, e.Hint} {
		if !isPrintable(text) {
			t.Errorf("%s writes %q, which cannot be printed", e.Rule, text)
		}
	}
	checkSecret(t, e.Rule, e.Error()+e.Hint)
	checkSecret(t, e.Rule+" in a log", e.LogValue().String())
}

func checkSecret(t *testing.T, what, text string) {
	t.Helper()
	if strings.Contains(text, marker) {
		t.Errorf("%s tells a secret: %s", what, text)
	}
}

// isPrintable reports whether s can neither break a line nor steer a terminal.
func isPrintable(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsFunc(s, func(r rune) bool { return !strconv.IsPrint(r) })
}

// exists reports whether path leads from v to a member that may be unset of a
// structure that is there, or to an element of a list.
func exists(v reflect.Value, path field.Path) bool {
	steps := strings.FieldsFunc(strings.ReplaceAll(string(path), "[", ".["), func(r rune) bool { return r == '.' })
	for _, step := range steps {
		for v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface {
			if v.IsNil() {
				return false
			}
			v = v.Elem()
		}
		if number, ok := strings.CutPrefix(step, "["); ok {
			i, err := strconv.Atoi(strings.TrimSuffix(number, "]"))
			if err != nil || v.Kind() != reflect.Slice || i < 0 || i >= v.Len() {
				return false
			}
			v = v.Index(i)
			continue
		}
		if v.Kind() != reflect.Struct {
			return false
		}
		name := strings.ToUpper(step[:1]) + step[1:]
		if strings.HasSuffix(v.Type().Name(), "Member"+name) { // of a union
			name = "Value"
		}
		if v = v.FieldByName(name); !v.IsValid() {
			return false
		}
	}
	return true
}

func TestExists(t *testing.T) {
	in := valid()
	resources(shared())(in)
	for path, want := range map[field.Path]bool{
		"":                                     true,
		"cluster":                              true,
		"referenceId":                          true, // it may be unset
		"cluters":                              false,
		"Cluster":                              true, // Check never writes it so; the table of rules is held to the schema
		"containerInstances[1]":                true,
		"containerInstances[2]":                false,
		"containerInstances[-1]":               false,
		"containerInstances.name":              false,
		"cluster[0]":                           false,
		"overrides.ephemeralStorage":           true,
		"overrides.ephemeralStorage.sizeInGiB": false,
		"overrides.containerOverrides[0].environment[1].value":                                         true,
		"overrides.containerOverrides[0].resourceRequirements[0].sharingStrategy.nvidiaMps.memory":     true,
		"overrides.containerOverrides[0].resourceRequirements[0].sharingStrategy.nvidiaMps.percentage": false,
	} {
		if got := exists(reflect.ValueOf(in), path); got != want {
			t.Errorf("%q: %t", path, got)
		}
	}
}

// marker stands in every secret. No finding may show even this much of one.
const marker = "x7Qk2ZpL"

var secrets = []string{
	marker, "aws:" + marker, "AWS:" + marker, marker + "\xff", marker + "\x00", "[" + marker + "]", "=" + marker, "",
	strings.Repeat(marker, 40), strings.Repeat(marker, 400), "arn:" + marker, "arn:aws:s3:::" + marker, "i-" + marker,
}

var texts = []string{
	"", "a", "web", "web:7", "web:latest", "default", "production", "a b", "ü", "\xff", "\x00", "A=B", "service:x", "family:x", "ecs-svc/1",
	"aws:x", "AWS:x", "Team", "team", "PASSWORD", "AWS_EXECUTION_ENV", "AmazonECSManaged", "-1", "0", "1", "ALL", "256", "512", "2 GB",
	".25 vCPU", "8192", "99999999999", "gp2", "gp3", "io1", "st1", "standard", "snap-01234567", "subnet-01234567", "sg-01234567", "subnet-", "sg-", "i-01234567",
	instanceA, "G" + instanceA[1:], instance3, clusterARN, taskARN, shortARN, longARN, roleARN, objectARN, inECS, inECS + "task/web/x", inECS + "task-definition/web", "arn:aws:s3:::bkt/k.txt",
	"i-\n\x1b[31mFAKE", "arn:a\n\x1b[31m:ecs:us-east-1:123456789012:cluster/web", "arn:aws:ecs:\u202e\r:123456789012:container-instance/a/" + instanceA,
	"arn:", "arn:::::", "arn:aws:ecs", "arn:aws-moon:ecs:moon-1:210987654321:cluster/web", "arn:aws-moon:iam::210987654321:role/r",
	strings.Repeat("n", 256), strings.Repeat("ü", 300), strings.Repeat("é", 5000),
	"ENABLED", "enabled", "DISABLED", "SERVICE", "NONE", "TASK_DEFINITION", "s3", "GPU", "gpu", "NeuronDevice", "InferenceAccelerator",
	"volume", "xfs", "ntfs",
}

var numbers = []int32{0, 1, 2, 3, 4, 5, 6, 20, 21, 100, 125, 200, 201, 256, 512, 3000, 16385, 64001, 1<<31 - 1, -1, -1 << 31}

// A maker fills values with what its bytes choose. It leaves them empty when it
// has no more bytes.
type maker struct {
	data  []byte
	texts []string
}

func requestOf[T any](data []byte, texts []string) *T {
	in := new(T)
	m := maker{data: data, texts: texts}
	m.fill(reflect.ValueOf(in).Elem(), texts)
	return in
}

// stateFor makes a state of data that belongs to a request.
func stateFor(in any, data []byte, texts []string) *rules.State {
	s := requestOf[rules.State](data, texts)
	text := func(member string) string {
		p, _ := reflect.ValueOf(in).Elem().FieldByName(member).Interface().(*string)
		return ptr.Value(p)
	}
	if d := s.TaskDefinition; d != nil {
		family, _, _ := strings.Cut(text("TaskDefinition"), ":")
		d.TaskDefinitionArn, d.Family, d.Revision = nil, &family, 7
		for i := range d.ContainerDefinitions {
			if i%2 == 0 {
				d.ContainerDefinitions[i].Name = new("web")
			}
		}
	}
	if c := s.Cluster; c != nil {
		c.ClusterArn, c.ClusterName = nil, new(cmp.Or(text("Cluster"), "default"))
	}
	return s
}

func (m *maker) below(n int) int {
	if len(m.data) == 0 {
		return 0
	}
	b := m.data[0]
	m.data = m.data[1:]
	return int(b) % n
}

// secretMembers are those whose values no finding may show.
var secretMembers = map[reflect.Type]string{
	reflect.TypeFor[variable]():  "Value",
	reflect.TypeFor[tag]():       "Value",
	reflect.TypeFor[container](): "Command",

	reflect.TypeFor[types.ContainerDefinition](): "Command",
}

// memberTexts are what most values of some members are chosen from.
var memberTexts = map[string][]string{
	"LaunchType":       {"", "", "EC2", "FARGATE", "FARGATE", "EXTERNAL", "MANAGED_INSTANCES", "fargate", "FARGATE_SPOT"},
	"CapacityProvider": {"FARGATE", "FARGATE_SPOT", "mine", "mine", "other", "fargate", "ecs-x", "", "a b", inECS + "capacity-provider/mine"},
	"PlatformVersion":  {"", "LATEST", "latest", "1.4.0", "1.3.0", "1.3.0", "1.2.0", "1.0.0", "1.5.0", "1.4", "v1.4.0"},
	"ClientToken":      {"", "token", "a b", "\x00", strings.Repeat("t", 65)},
	"Expression": {
		"", "attribute:a == b*", "attribute:ecs.os-type == Linux", "a = b", "attribute:a in [", "attribute:a == \x1b\xff and attribute:b exists or attribute:ecs.os-type == \u202eX", "runningTasksCount < x", "attribute:a == b and (",
		"attribute:\xff == \n", "not (attribute:a =~ (b) or task:group exists)", strings.Repeat("(", 2001),
	},
	"Field": {"", "cpu", "Cpu", "instanceId", "InstanceId", "attribute:a", "a", "attribute:"},
	"Type":  {"", "spread", "binpack", "random", "memberOf", "distinctInstance", "MemberOf", "s3", "GPU", "NeuronDevice", "gpu"},
	"Cpu":   {"256", "300", "8192", "16 vCPU", "65536"}, "Memory": {"512", "700", "2 GB", "524288"},
}

// fill fills v; texts are what a text in it is chosen from.
func (m *maker) fill(v reflect.Value, texts []string) {
	switch v.Kind() {
	case reflect.Pointer:
		if m.below(5) > 0 {
			v.Set(reflect.New(v.Type().Elem()))
			m.fill(v.Elem(), texts)
		}
	case reflect.Interface:
		strategies := []types.SharingStrategy{
			nil, &types.SharingStrategyMemberNvidiaMps{}, shared().SharingStrategy, &types.UnknownUnionMember{Tag: "new"}, (*types.UnknownUnionMember)(nil),
		}
		if s := strategies[m.below(len(strategies))]; s != nil {
			v.Set(reflect.ValueOf(s))
		}
	case reflect.Struct:
		for f, member := range v.Fields() {
			if !f.IsExported() {
				continue
			}
			list := m.texts
			if own := memberTexts[f.Name]; secretMembers[v.Type()] == f.Name {
				list = secrets
			} else if own != nil && m.below(4) > 0 {
				list = own
			}
			m.fill(member, list)
		}
	case reflect.Slice:
		n := [...]int{0, 0, 1, 1, 2, 2, 3, 3, 4, 18}[m.below(10)]
		if n == 18 && v.Type().Elem() == reflect.TypeFor[tag]() {
			n = 51
		}
		if n > 0 || m.below(2) > 0 {
			v.Set(reflect.MakeSlice(v.Type(), n, n))
		}
		for i := range n {
			m.fill(v.Index(i), texts)
		}
	case reflect.String:
		v.SetString(texts[m.below(len(texts))])
	case reflect.Bool:
		v.SetBool(m.below(2) > 0)
	case reflect.Int, reflect.Int32, reflect.Int64:
		v.SetInt(int64(numbers[m.below(len(numbers))]))
	case reflect.Float64:
		v.SetFloat(float64(numbers[m.below(len(numbers))]))
	case reflect.Map: // nothing looks at one
	default:
		panic("the SDK has a new kind of member: " + v.Type().String())
	}
}

// seeds returns bytes for requests, always the same.
func seeds() [][]byte {
	random := rand.New(rand.NewPCG(1, 2))
	list := make([][]byte, 150)
	for i := range list {
		list[i] = make([]byte, random.IntN(2000))
		for j := range list[i] {
			list[i][j] = byte(random.Uint32())
		}
	}
	return list
}

// TestSeedsReachTheRules holds that the seeds of FuzzCheck and FuzzRunTask are worth
// running: together their requests break nearly every rule that needs no state.
func TestSeedsReachTheRules(t *testing.T) {
	reached := make(map[string]bool)
	opts := []rules.Option{rules.FargateTask(fargate.Linux)}
	for r := range rules.All() {
		if r.Optional {
			opts = append(opts, rules.AsWarning(r.ID))
		}
	}
	for _, data := range seeds() {
		for _, in := range [...]any{requestOf[input](data, texts), requestOf[runInput](data, texts)} {
			for _, opts := range [...][]rules.Option{opts, opts[1:]} { // on Fargate, and wherever the request says
				for _, e := range rules.Check(in, opts...) {
					reached[e.Rule] = true
				}
			}
		}
	}
	var missed []string
	for r := range rules.All() {
		if !reached[r.ID] && r.Needs == rules.NeedRequest && r.Operations != rules.RegisterTaskDefinition {
			missed = append(missed, r.ID)
		}
	}
	if len(missed) > 10 {
		t.Errorf("no request breaks %v", missed)
	}
}
