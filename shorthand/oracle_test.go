package shorthand_test

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs/schemas"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/document"
	"github.com/ecstask/ecstask/shorthand"
)

// structureOf returns the schema of a structure, or of a union, from pairs of
// names and schemas.
func structureOf(typ smithy.ShapeType, pairs ...any) *smithy.Schema {
	s := shape("Structure", typ)
	for i := 0; i < len(pairs); i += 2 {
		s.AddMember(pairs[i].(string), pairs[i+1].(*smithy.Schema))
	}
	return s
}

// The types of the options that the rows are about, as far as the rows go.
var oracleTypes = func() map[string]*smithy.Schema {
	const structure = smithy.ShapeTypeStructure
	text, boolean := stringShape, shape("Boolean", smithy.ShapeTypeBoolean)
	double, integer := shape("Double", smithy.ShapeTypeDouble), shape("Integer", smithy.ShapeTypeInteger)
	blob, doc := shape("Blob", smithy.ShapeTypeBlob), shape("Document", smithy.ShapeTypeDocument)
	texts := listOf("List", text)

	attribute := shape("AttributeValue", smithy.ShapeTypeUnion)
	for name, s := range map[string]*smithy.Schema{
		"S": text, "N": text, "B": blob, "SS": texts, "NS": texts, "BS": listOf("Blobs", blob),
		"M": mapOf("Map", attribute), "L": listOf("List", attribute), "NULL": boolean, "BOOL": boolean,
	} {
		attribute.AddMember(name, s)
	}
	empty := structureOf(structure)
	return map[string]*smithy.Schema{
		"ecs start-task --network-configuration": schemas.StartTaskRequest_networkConfiguration,
		"ecs start-task --overrides":             schemas.StartTaskRequest_overrides,
		"ecs start-task --tags":                  schemas.StartTaskRequest_tags,
		"ecs start-task --volume-configurations": schemas.StartTaskRequest_volumeConfigurations,
		"ecs start-task --container-instances":   schemas.StartTaskRequest_containerInstances,
		"accessanalyzer create-archive-rule --filter": mapOf("Filter", structureOf(structure,
			"eq", texts, "neq", texts, "contains", texts, "exists", boolean)),
		"apigatewayv2 create-integration --response-parameters":                  mapOf("Maps", mapOf("Map", text)),
		"backup update-region-settings --resource-type-opt-in-preference":        mapOf("Map", boolean),
		"bedrock-runtime converse --inference-config":                            structureOf(structure, "maxTokens", integer, "temperature", double, "topP", double, "stopSequences", texts),
		"cloudhsmv2 describe-clusters --filters":                                 mapOf("Map", texts),
		"dynamodb put-item --item":                                               mapOf("Map", attribute),
		"kms encrypt --encryption-context":                                       mapOf("Map", text),
		"lambda create-function --environment":                                   structureOf(structure, "Variables", mapOf("Map", text)),
		"kinesis put-records --records":                                          listOf("List", structureOf(structure, "Data", blob, "ExplicitHashKey", text, "PartitionKey", text)),
		"firehose put-record-batch --records":                                    listOf("List", structureOf(structure, "Data", blob)),
		"workspaces reboot-workspaces --reboot-workspace-requests":               listOf("List", structureOf(structure, "WorkspaceId", text)),
		"servicecatalog copy-product --source-provisioning-artifact-identifiers": listOf("List", mapOf("Map", text)),
		"logs put-metric-filter --metric-transformations": listOf("List", structureOf(structure, "metricName", text, "metricNamespace", text,
			"metricValue", text, "defaultValue", double, "dimensions", mapOf("Map", text), "unit", text)),
		"events put-events --entries": listOf("List", structureOf(structure, "Time", shape("Time", smithy.ShapeTypeTimestamp), "Source", text,
			"Resources", texts, "DetailType", text, "Detail", text, "EventBusName", text, "TraceHeader", text)),
		"bedrock-runtime converse --tool-config": structureOf(structure,
			"tools", listOf("Tools", structureOf(smithy.ShapeTypeUnion,
				"toolSpec", structureOf(structure, "name", text, "inputSchema", structureOf(smithy.ShapeTypeUnion, "json", doc)),
				"cachePoint", structureOf(structure, "type", text), "systemTool", structureOf(structure, "name", text))),
			"toolChoice", structureOf(smithy.ShapeTypeUnion, "auto", empty, "any", empty)),
	}
}()

// outOfScope are options whose type no Go type of an SDK stands for: lists of
// lists, lists of numbers, and documents.
var outOfScope = map[string]bool{
	"codebuild create-webhook --filter-groups":                           true,
	"globalaccelerator allow-custom-routing-traffic --destination-ports": true,
	"bedrock-runtime converse --additional-model-request-fields":         true,
}

// dynamic is a value of any schema, decoded into what encoding/json would make
// of it.
type dynamic struct {
	schema *smithy.Schema
	value  any
}

func (v *dynamic) Deserialize(d smithy.ShapeDeserializer) (err error) {
	v.value, err = readDynamic(d, v.schema)
	return err
}

func readDynamic(d smithy.ShapeDeserializer, s *smithy.Schema) (any, error) {
	switch s.Type() {
	case smithy.ShapeTypeStructure, smithy.ShapeTypeUnion, smithy.ShapeTypeMap:
		m := map[string]any{}
		one := func(key string, s *smithy.Schema) (err error) {
			m[key], err = readDynamic(d, s)
			return err
		}
		member := func(s *smithy.Schema) error { return one(s.MemberName(), s) }
		switch s.Type() {
		case smithy.ShapeTypeStructure:
			return m, smithy.ReadStruct(d, s, member)
		case smithy.ShapeTypeUnion:
			return m, smithy.ReadUnion(d, s, member)
		}
		return m, smithy.ReadMap(d, s, func(key string) error {
			if null, err := d.ReadNil(nil); null || err != nil {
				return err
			}
			return one(key, s.MapValue())
		})
	case smithy.ShapeTypeList:
		list := []any{}
		return &list, smithy.ReadList(d, s, func() error {
			if null, err := d.ReadNil(nil); null || err != nil {
				return err
			}
			v, err := readDynamic(d, s.ListMember())
			list = append(list, v)
			return err
		})
	case smithy.ShapeTypeInteger:
		var v int32
		err := d.ReadInt32(s, &v)
		return json.Number(fmt.Sprint(v)), err
	case smithy.ShapeTypeDouble:
		var v float64
		err := d.ReadFloat64(s, &v)
		return v, err
	case smithy.ShapeTypeBoolean:
		var v bool
		err := d.ReadBool(s, &v)
		return v, err
	case smithy.ShapeTypeBlob:
		var v []byte
		err := d.ReadBlob(s, &v)
		return base64.StdEncoding.EncodeToString(v), err
	case smithy.ShapeTypeTimestamp:
		var v time.Time
		err := d.ReadTime(s, &v)
		return float64(v.Unix()), err
	case smithy.ShapeTypeDocument:
		var v document.Value
		return v, d.ReadDocument(s, &v)
	}
	var v string
	err := d.ReadString(s, &v)
	return v, err
}

// elementOf is a dynamic value of the type of a list's elements, which
// UnmarshalList makes by itself.
type elementOf struct{ dynamic }

var elementSchema *smithy.Schema // of elementOf; the tests that use it are sequential

func (v *elementOf) Deserialize(d smithy.ShapeDeserializer) error {
	v.schema = elementSchema
	return v.dynamic.Deserialize(d)
}

// read returns what this package makes of a row.
func (r oracleRow) read(schema *smithy.Schema) (any, error) {
	files := shorthand.WithFiles(func(name string) ([]byte, error) {
		if content, ok := r.Bytes[name]; ok {
			return content, nil
		}
		if content, ok := r.Files[name]; ok {
			return []byte(content), nil
		}
		return nil, fs.ErrNotExist
	})
	if schema.Type() != smithy.ShapeTypeList {
		v := dynamic{schema: schema}
		err := shorthand.Unmarshal(r.Words[0], &v, files)
		return v.value, err
	}
	var list []any
	if schema.ListMember().Type() == smithy.ShapeTypeString {
		texts, err := shorthand.UnmarshalStrings(r.Words, files)
		for _, s := range texts {
			list = append(list, s)
		}
		return list, err
	}
	elementSchema = schema.ListMember()
	elements, err := shorthand.UnmarshalList[elementOf](r.Words, files)
	for _, e := range elements {
		list = append(list, e.value)
	}
	return list, err
}

// checkedElsewhere are refusals for what schemas do not say: package rules
// knows it, for Amazon ECS.
func checkedElsewhere(refused string) bool {
	for line := range strings.Lines(refused) {
		if !strings.HasPrefix(line, "Missing required parameter") && !strings.Contains(line, "valid min ") {
			return false
		}
	}
	return true
}

func TestOracle(t *testing.T) {
	compared, scoped := 0, 0
	for _, row := range oracleRows(t) {
		name := row.op() + " " + row.Option
		schema := oracleTypes[name]
		if schema == nil {
			if !outOfScope[name] {
				t.Errorf("%s: no type is known for %s", row.Name, name)
			}
			scoped++
			continue
		}
		got, err := row.read(schema)
		switch {
		case row.Differs != "":
			continue // TestDifferences
		case row.Refused != "":
			if err == nil && !checkedElsewhere(row.Refused) {
				t.Errorf("%s: %q gives %v; the AWS CLI refuses it: %s", row.Name, row.Words, plain(got), row.Refused)
			}
		case err != nil:
			t.Errorf("%s: %q: %v; the AWS CLI sends %s", row.Name, row.Words, err, row.Value)
		default:
			if got := plain(got); !reflect.DeepEqual(plain(decoded(t, row.Value)), got) {
				t.Errorf("%s: %q gives %v; the AWS CLI sends %s", row.Name, row.Words, got, row.Value)
			}
		}
		compared++
	}
	t.Logf("%d rows compared, %d of types that no Go type stands for", compared, scoped)
}

// plain brings values to one form: numbers are float64, and the floats without
// digits are their names.
func plain(v any) any {
	switch v := v.(type) {
	case *[]any:
		return plain(*v)
	case []any:
		list := make([]any, len(v))
		for i, e := range v {
			list[i] = plain(e)
		}
		return list
	case map[string]any:
		m := make(map[string]any, len(v))
		for k, e := range v {
			m[k] = plain(e)
		}
		return m
	case document.Map:
		m := make(map[string]any, len(v))
		for k, e := range v {
			m[k] = plain(e)
		}
		return m
	case document.String:
		return string(v)
	case json.Number:
		f, _ := v.Float64()
		return plain(f)
	case float64:
		switch {
		case math.IsNaN(v):
			return "NaN"
		case math.IsInf(v, 0):
			return strings.Replace(fmt.Sprintf("%vinity", v), "+", "", 1)
		}
	}
	return v
}

// TestDifferences lists what this package does where it deliberately differs
// from the AWS CLI.
func TestDifferences(t *testing.T) {
	var found int
	for _, row := range oracleRows(t) {
		if row.Differs == "" {
			continue
		}
		found++
		got, err := row.read(oracleTypes[row.op()+" "+row.Option])
		if row.Value != nil && err == nil && reflect.DeepEqual(plain(decoded(t, row.Value)), plain(got)) {
			t.Errorf("%s does not differ: %q gives %v", row.Name, row.Words, plain(got))
		}
		if row.Refused != "" && err != nil {
			t.Errorf("%s does not differ: %q is refused: %v", row.Name, row.Words, err)
		}
		if syntax, ok := errors.AsType[*shorthand.SyntaxError](err); ok {
			_ = syntax.Snippet()
		}
	}
	if found == 0 {
		t.Error("no row differs")
	}
}
