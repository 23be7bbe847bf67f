package shorthand_test

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf16"

	"github.com/ecstask/ecstask/internal/awscli"
)

// The yardstick of this package is the aws command. oracle.jsonl holds values
// of its options and what it makes of them; the rows are written by hand, their
// results are recorded from the command:
//
//	go test ./shorthand -run TestOracleRecorded -update
var update = flag.Bool("update", false, "record testdata/oracle.jsonl anew from the installed aws command")

const oracleFile = "testdata/oracle.jsonl"

// oracleRow is one line of oracle.jsonl: the words after one option of one
// command, and what became of them. Either Value or Refused is set.
type oracleRow struct {
	Name    string            `json:"name"`
	Why     string            `json:"why,omitempty"`
	Differs string            `json:"differs,omitempty"` // why this package may deliberately do otherwise
	Op      []string          `json:"op"`
	Option  string            `json:"option"`
	Words   []string          `json:"words"`
	Files   map[string]string `json:"files,omitempty"` // by name, in the directory aws runs in
	Bytes   map[string][]byte `json:"bytes,omitempty"` // more of them, not UTF-8
	Since   awscli.Since      `json:"since,omitempty"`

	Value   json.RawMessage `json:"value,omitempty"`   // the option's member of the request body, as sent
	Refused string          `json:"refused,omitempty"` // the message, without prefixes and the echo of the input
	By      awscli.Version  `json:"by,omitzero"`       // the release that said so
}

func (r oracleRow) op() string { return strings.Join(r.Op, " ") }

// oracleRows returns the rows of oracle.jsonl.
func oracleRows(t testing.TB) []oracleRow {
	t.Helper()
	text, err := os.ReadFile(oracleFile)
	if err != nil {
		t.Fatal(err)
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	var rows []oracleRow
	for {
		var row oracleRow
		err := d.Decode(&row)
		if errors.Is(err, io.EOF) {
			return rows
		}
		if err != nil {
			t.Fatalf("%s, after %d rows: %v", oracleFile, len(rows), err)
		}
		rows = append(rows, row)
	}
}

func TestOracleRows(t *testing.T) {
	rows := oracleRows(t)
	name := regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	seen, accepted := map[string]bool{}, map[string]bool{}
	for _, row := range rows {
		accepted[row.op()] = accepted[row.op()] || len(row.Value) > 0
		if !name.MatchString(row.Name) || seen[row.Name] {
			t.Errorf("%s: the name is not in kebab case, or not the first of its kind", row.Name)
		}
		seen[row.Name] = true
		if (len(row.Value) > 0) == (row.Refused != "") {
			t.Errorf("%s: wants one result, recorded with -update", row.Name)
		}
		if _, ok := required[row.op()]; !ok {
			t.Errorf("%s: which options does %v require?", row.Name, row.Op)
		}
	}
	for op, ok := range accepted {
		if !ok {
			t.Errorf("%s: is it refused for the options the rows are not about?", op)
		}
	}
	if !slices.IsSortedFunc(rows, func(a, b oracleRow) int {
		return cmp.Or(slices.Compare(a.Op, b.Op), cmp.Compare(a.Option, b.Option))
	}) {
		t.Error("the rows are not sorted by command and option")
	}
}

// TestOracleRecorded compares the recorded results with those of the installed
// aws command.
func TestOracleRecorded(t *testing.T) {
	if !*update && os.Getenv("ECSTASK_ORACLE") != "1" {
		t.Skip("ECSTASK_ORACLE=1 compares the recorded results with those of the installed aws command")
	}
	aws, err := awscli.Find()
	if err != nil {
		t.Fatal(err)
	}
	defer aws.Close()
	rows := oracleRows(t)
	var agreed, skipped int
	t.Run("row", func(t *testing.T) {
		for i := range rows {
			row := &rows[i]
			t.Run(row.Name, func(t *testing.T) {
				if !row.Since.Holds(aws.Version()) {
					skipped++
					t.Skipf("aws %v differs: the row holds since %v", aws.Version(), row.Since)
				}
				got := row.ask(t, aws)
				if *update {
					*row = got
				} else if row.compare(t, got) {
					agreed++
				}
			})
		}
	})
	if *update && !t.Failed() {
		writeOracle(t, rows)
		return
	}
	awscli.Report(t, aws, len(rows), agreed, skipped)
}

// compare reports whether got, just taken, is what r recorded. Wording counts
// only within one minor release.
func (r oracleRow) compare(t *testing.T, got oracleRow) bool {
	t.Helper()
	if got.Refused != "" && r.Refused != "" {
		if got.By.Major == r.By.Major && got.By.Minor == r.By.Minor && got.Refused != r.Refused {
			t.Errorf("%q is refused with\n%s\nand not, as recorded, with\n%s", r.Words, got.Refused, r.Refused)
		}
	} else if !reflect.DeepEqual(decoded(t, got.Value), decoded(t, r.Value)) {
		t.Errorf("%q gives\n%s%s\nand not, as recorded,\n%s%s", r.Words, got.Value, got.Refused, r.Value, r.Refused)
	}
	return !t.Failed()
}

// decoded returns the value of JSON text with its numbers as written, and nil
// for no text.
func decoded(t *testing.T, text []byte) (v any) {
	t.Helper()
	if len(text) == 0 {
		return nil
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return v
}

// ask returns r with the result that aws gives.
func (r oracleRow) ask(t *testing.T, aws *awscli.CLI) oracleRow {
	t.Helper()
	dir := t.TempDir()
	for name, content := range r.Files {
		writeFile(t, dir, name, []byte(content))
	}
	for name, content := range r.Bytes {
		writeFile(t, dir, name, content)
	}
	res, err := aws.In(dir).Capture(t.Context(), r.args()...)
	if err != nil {
		t.Fatal(err)
	}
	r.Value, r.Refused, r.By = nil, "", aws.Version()
	switch {
	case res.Request == nil:
		if r.Refused = core(res.Stderr); r.Refused == "" {
			t.Fatalf("aws refused without a word, status %d", res.Status)
		}
	case res.Status != 0:
		t.Fatalf("aws sent a request and ended with status %d: %s", res.Status, res.Stderr)
	default:
		if r.Value, err = r.member(res.Request); err != nil {
			t.Fatal(err)
		}
	}
	return r
}

func writeFile(t *testing.T, dir, name string, content []byte) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
		t.Fatal(err)
	}
}

// required names the options without which a command sends nothing.
var required = map[string]string{
	"accessanalyzer create-archive-rule":             "--analyzer-name analyzer --rule-name rule",
	"apigatewayv2 create-integration":                "--api-id api-id --integration-type HTTP_PROXY",
	"backup update-region-settings":                  "",
	"bedrock-runtime converse":                       "--model-id model",
	"cloudhsmv2 describe-clusters":                   "",
	"codebuild create-webhook":                       "--project-name project",
	"dynamodb put-item":                              "--table-name table",
	"ecs start-task":                                 "--container-instances instance --task-definition task",
	"events put-events":                              "",
	"firehose put-record-batch":                      "--delivery-stream-name stream",
	"globalaccelerator allow-custom-routing-traffic": "--endpoint-group-arn group --endpoint-id endpoint",
	"kinesis put-records":                            "--stream-name stream",
	"kms encrypt":                                    "--key-id key --plaintext dGV4dA==",
	"lambda create-function":                         "--function-name function --role role --code S3Bucket=bucket,S3Key=key",
	"logs put-metric-filter":                         "--log-group-name group --filter-name filter --filter-pattern pattern",
	"servicecatalog copy-product":                    "--source-product-arn product",
	"workspaces reboot-workspaces":                   "",
}

// args returns the command line of r. A lone word is joined to its option,
// because it may begin with a dash.
func (r oracleRow) args() []string {
	args := slices.Clone(r.Op)
	for option := range slices.Chunk(strings.Fields(required[r.op()]), 2) {
		if option[0] != r.Option {
			args = append(args, option...)
		}
	}
	if len(r.Words) == 1 {
		return append(args, r.Option+"="+r.Words[0])
	}
	return append(append(args, r.Option), r.Words...)
}

// member returns the member of the request's body that r.Option names.
func (r oracleRow) member(req *awscli.Request) (json.RawMessage, error) {
	squeezed := func(s string) string { return strings.ReplaceAll(s, "-", "") }
	if target := req.Header.Get("X-Amz-Target"); target != "" {
		if _, op, _ := strings.Cut(target, "."); !strings.EqualFold(op, squeezed(r.Op[1])) {
			return nil, fmt.Errorf("the request is one for %s", target)
		}
	}
	var body map[string]json.RawMessage
	if err := json.Unmarshal(quoteNonFinite(req.Body), &body); err != nil {
		return nil, fmt.Errorf("%w in %s", err, req.Body)
	}
	for name, value := range body {
		if strings.EqualFold(name, squeezed(r.Option)) {
			return value, nil
		}
	}
	return nil, fmt.Errorf("no %s in %s", r.Option, req.Body)
}

var nonFinite = regexp.MustCompile(`"(?:[^"\\]|\\.)*"|-?Infinity|NaN`)

// quoteNonFinite makes JSON of what aws sends for a float that is not finite:
// it writes NaN, which the AWS JSON protocols write "NaN".
func quoteNonFinite(body []byte) []byte {
	return nonFinite.ReplaceAllFunc(body, func(token []byte) []byte {
		if token[0] == '"' {
			return token
		}
		return fmt.Appendf(nil, "%q", token)
	})
}

// noise is what core takes out of a message.
var noise = []struct {
	pattern *regexp.Regexp
	instead string
}{
	{regexp.MustCompile(`^aws: \[ERROR\]: (An error occurred \(ParamValidation\): )?`), ""},
	{regexp.MustCompile(`^Error parsing parameter '[^']*': `), ""},
	{regexp.MustCompile(`^Parameter validation failed:\n`), ""},
	{regexp.MustCompile(`(?s) for input:.*`), ""},
	{regexp.MustCompile(`(?s)\nJSON received: .*`), ""},
	{regexp.MustCompile(`(?s)^(Invalid JSON):\n.*`), "$1"},
	{regexp.MustCompile(`(?s)^(invalid literal for int\(\) with base 10|could not convert string to float|Invalid base64): .*`), "$1"},
	{regexp.MustCompile(`(?s), value: .*?, (type: <class|valid min)`), ", $1"},
	{regexp.MustCompile(`^(Unable to load paramfile).*(: \[Errno \d+\] [^:]*): .*`), "$1$2"},
	{regexp.MustCompile(`^(Unable to load paramfile) \(.*\),`), "$1,"},
}

// core returns what stderr says, without the program's prefixes and without
// the input, which it repeats in its own ways.
func core(stderr string) string {
	s := strings.TrimSpace(stderr)
	for _, n := range noise {
		s = n.pattern.ReplaceAllString(s, n.instead)
	}
	return s
}

func writeOracle(t *testing.T, rows []oracleRow) {
	t.Helper()
	var text bytes.Buffer
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false)
	for _, row := range rows {
		if err := e.Encode(row); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(oracleFile, escapeUnseen(text.Bytes()), 0o666); err != nil {
		t.Fatal(err)
	}
}

// escapeUnseen returns JSON text with its characters that do not show, such as
// a no-break space, as escapes.
func escapeUnseen(text []byte) []byte {
	var b []byte
	for _, r := range string(text) {
		if r == '\n' || unicode.IsPrint(r) {
			b = append(b, string(r)...)
			continue
		}
		for _, unit := range utf16.Encode([]rune{r}) {
			b = fmt.Appendf(b, `\u%04x`, unit)
		}
	}
	return b
}
