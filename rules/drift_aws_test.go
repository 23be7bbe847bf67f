package rules_test

import (
	"cmp"
	"html"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/ecstask/ecstask/internal/awscli"
)

// recordedAWS has a line for each member of the requests in the model of the release
// of the aws command that it names. Of the sentences it has those that are not in
// recordedSDK: both are made from the same documentation.
const recordedAWS = "testdata/aws.txt"

// TestOracleDrift fails if the installed aws command says something of a member that
// is in neither record, or if it is as new as the recorded one and lacks something. It
// names the rules to read again. An older aws command may lack members and document
// them in other words, which is logged, but must not have more.
//
//	ECSTASK_ORACLE=1 go test ./rules -run TestOracleDrift -update
//
// records what the newest aws command at hand says.
func TestOracleDrift(t *testing.T) {
	if os.Getenv("ECSTASK_ORACLE") != "1" {
		t.Skip("ECSTASK_ORACLE=1 compares what is on record with the model of the installed aws command")
	}
	aws, err := awscli.Find()
	if err != nil {
		t.Fatal(err)
	}
	defer aws.Close()
	said := readAWS(t, aws)
	sdk, _ := readRecord(t, recordedSDK)
	recorded, about := readRecord(t, recordedAWS)
	release, err := awscli.ParseVersion(about)
	if err != nil {
		t.Fatal(err)
	}
	diffs := compare(said, recorded, sdk)
	old := older(aws.Version(), release, diffs)
	if *update {
		if old {
			t.Fatalf("aws %v is older than %v, which is on record", aws.Version(), release)
		}
		said := recordOf(said)
		for path, e := range said {
			said[path] = entry{e.outline, minus(e.hashes, sdk[path].hashes)}
		}
		said.write(t, recordedAWS, aws.Version().String())
		return
	}
	all, differ, excused := 0, 0, 0
	for _, m := range said {
		all += len(m.outline) + len(m.sentences)
	}
	for _, d := range diffs {
		differ += len(d.news) + len(d.sentences)
		switch {
		case d.fails(old):
			t.Error(d)
		case old:
			excused += len(d.sentences)
			t.Log(d)
		}
	}
	awscli.Report(t, aws, all, all-differ, excused)
}

// older reports whether a release is older than the recorded one. Those of the other
// major version do not compare by number: one that lacks something is older.
func older(v, recorded awscli.Version, diffs []diff) bool {
	if v.Major == recorded.Major {
		return v.Compare(recorded) < 0
	}
	for _, d := range diffs {
		if len(d.gone) > 0 {
			return true
		}
	}
	return false
}

// fails reports whether a release of the aws command may not differ so; old says that
// it is older than the recorded one. A sentence that it no longer says does not count:
// TestDrift reports it once the SDK drops it.
func (d diff) fails(old bool) bool {
	return len(d.news) > 0 || !old && len(d.gone)+len(d.sentences) > 0
}

// TestDriftOfAWS changes what an aws command says, and expects that it counts or not,
// by the release.
func TestDriftOfAWS(t *testing.T) {
	const path = "RunTask.launchType"
	sdk := readSDK(t)
	release := awscli.Version{Major: 1, Minor: 45, Patch: 11}
	recorded := recordOf(sdk)
	for path, e := range recorded {
		recorded[path] = entry{outline: e.outline}
	}
	e := recorded[path]
	e.outline = minus(e.outline, []string{"EXTERNAL"}) // which the SDK has
	recorded[path] = e
	same := func(m *member) {}
	lacks := func(m *member) { m.outline = minus(m.outline, []string{"FARGATE"}) }
	adds := func(m *member) { m.outline = append(m.outline, "EKS") }
	says := func(m *member) { m.sentences = replaced(m.sentences, "Fargate", "EKS") }
	for _, tt := range []struct {
		what    string
		version awscli.Version
		changes []func(*member)
		fails   bool
	}{
		{"the recorded release", release, []func(*member){same}, false},
		{"a value that the SDK does not have", release, []func(*member){adds}, true},
		{"a value less", release, []func(*member){lacks}, true},
		{"another sentence", release, []func(*member){says}, true},
		{"a sentence less", release, []func(*member){func(m *member) { m.sentences = m.sentences[1:] }}, false},
		{"a newer release", awscli.Version{Major: 1, Minor: 46}, []func(*member){lacks}, true},
		{"an older one", awscli.Version{Major: 1, Minor: 45, Patch: 10}, []func(*member){lacks, says}, false},
		{"an older one with a value more", awscli.Version{Major: 1, Minor: 45, Patch: 10}, []func(*member){lacks, adds}, true},
		{"version 2 with a value less", awscli.Version{Major: 2, Minor: 9, Patch: 19}, []func(*member){lacks, says}, false},
		{"version 2 with a value more", awscli.Version{Major: 2, Minor: 9, Patch: 19}, []func(*member){lacks, adds}, true},
		{"version 2 with all of it", awscli.Version{Major: 2, Minor: 40}, []func(*member){says}, true},
	} {
		said := maps.Clone(sdk)
		m := said[path]
		m.outline = slices.Clone(m.outline)
		for _, change := range tt.changes {
			change(&m)
		}
		said[path] = m
		diffs := compare(said, recorded, recordOf(sdk))
		old := older(tt.version, release, diffs)
		if fails := slices.ContainsFunc(diffs, func(d diff) bool { return d.fails(old) }); fails != tt.fails {
			t.Errorf("%s: %t, %v", tt.what, fails, diffs)
		}
	}
}

// goTypes are the SDK's types for those of the model that have no name there.
var goTypes = map[string]string{"boolean": "bool", "double": "float64", "float": "float32", "integer": "int32", "long": "int64", "string": "string"}

// readAWS returns what the aws command says of the members of the requests.
func readAWS(t *testing.T, aws *awscli.CLI) map[string]member {
	t.Helper()
	members := make(map[string]member)
	for _, command := range []string{"start-task", "run-task"} {
		offer, err := aws.Offer(t.Context(), command)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range offer.Members {
			kind := cmp.Or(goTypes[m.Type], m.Shape)
			if len(m.Enum) > 0 {
				kind = m.Shape
			}
			said := member{append([]string{kind}, slices.Sorted(slices.Values(m.Enum))...), sentences(unmarked(m.Documentation))}
			for _, limit := range m.Limits {
				said.outline = append(said.outline, anchors.ReplaceAllString(limit, "$1$2"))
			}
			if m.Required {
				said.sentences = append(said.sentences, "This member is required.")
			}
			members[m.Path] = said
		}
	}
	return members
}

var (
	// anchors are those around a pattern, which some releases have and others do not.
	anchors = regexp.MustCompile(`^(pattern=)\^(.*)\$$`)
	inline  = regexp.MustCompile(`</?(a|b|code|i)\b[^>]*>`)
	block   = regexp.MustCompile(`<[^>]*>`)
)

// unmarked returns HTML as text, as the SDK's generator writes it into a comment.
func unmarked(doc string) string {
	doc = inline.ReplaceAllString(strings.ReplaceAll(doc, "<li>", " - "), "")
	return html.UnescapeString(block.ReplaceAllString(doc, " "))
}
