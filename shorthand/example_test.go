package shorthand_test

import (
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/shorthand"
)

func ExampleUnmarshal() {
	var nc types.NetworkConfiguration
	err := shorthand.Unmarshal("awsvpcConfiguration={subnets=[subnet-1,subnet-2],assignPublicIp=ENABLED}", &nc)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(nc.AwsvpcConfiguration.Subnets, nc.AwsvpcConfiguration.AssignPublicIp)
	// Output:
	// [subnet-1 subnet-2] ENABLED
}

// All values that do not fit are reported at once.
func ExampleUnmarshal_errors() {
	var o types.TaskOverride
	err := shorthand.Unmarshal("containerOverrides=[{name=app,memory=1GB,comand=[serve]}]", &o)
	for e := range field.All(err) {
		fmt.Println(e)
	}
	// Output:
	// containerOverrides[0].memory: "1GB" is not a whole number; write it without a unit or a fraction
	// containerOverrides[0].comand: is not a member of ContainerOverride; did you mean command?
}

func ExampleUnmarshalList() {
	tags, err := shorthand.UnmarshalList[types.Tag]([]string{"key=team,value=data", `key=note,value="a, b"`})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, t := range tags {
		fmt.Printf("%s: %s\n", *t.Key, *t.Value)
	}
	// Output:
	// team: data
	// note: a, b
}

func ExampleUnmarshalStrings() {
	instances, err := shorthand.UnmarshalStrings([]string{`["0123456789abcdef0123456789abcdef", "fedcba9876543210fedcba9876543210"]`})
	fmt.Println(len(instances), err)
	// Output:
	// 2 <nil>
}

func ExampleMarshal() {
	text, err := shorthand.Marshal(&types.TaskOverride{ContainerOverrides: []types.ContainerOverride{
		{Name: aws.String("app"), Command: []string{"echo", "a, b"}, Memory: aws.Int32(512)},
	}})
	fmt.Println(text, err)
	// Output:
	// containerOverrides=[{command=[echo,"a, b"],memory=512,name=app}] <nil>
}

func ExampleQuote() {
	for _, s := range []string{"nginx", "a, b", `say "hi"`} {
		fmt.Println(shorthand.Quote(s))
	}
	// Output:
	// nginx
	// "a, b"
	// 'say "hi"'
}

// A file can be named for the whole argument, or for a value in it.
func ExampleWithFiles() {
	files := map[string]string{"note.txt": "from a file"}
	read := func(name string) ([]byte, error) {
		text, ok := files[name]
		if !ok {
			return nil, errors.New("no such file")
		}
		return []byte(text), nil
	}
	var tag types.Tag
	err := shorthand.Unmarshal("key=note,value@=file://note.txt", &tag, shorthand.WithFiles(read))
	fmt.Println(*tag.Value, err)
	// Output:
	// from a file <nil>
}

func ExampleStrict() {
	var tag types.Tag
	fmt.Println(shorthand.Unmarshal("key=team,value=a,value=b", &tag, shorthand.Strict()))
	// Output:
	// expected a new key, found a second "value" at column 18; separate the elements of a list by spaces, not by commas; each is one argument
}

func ExampleWithWarnings() {
	var nc types.NetworkConfiguration
	var warnings field.Findings
	err := shorthand.Unmarshal(`awsvpcConfiguration={subnets=[subnet-1],assignPublicIp=""}`, &nc, shorthand.WithWarnings(&warnings))
	fmt.Println(err)
	fmt.Println(warnings)
	// Output:
	// <nil>
	// warning: awsvpcConfiguration.assignPublicIp: is empty, and therefore not sent; leave it out, or give it a value
}

// A snippet shows where a text stops being shorthand, and masks the values.
func ExampleSyntaxError_Snippet() {
	var o types.TaskOverride
	err := shorthand.Unmarshal("containerOverrides=[{name=app,environment=[{name=KEY,value=s3cret}]", &o)
	if e, ok := errors.AsType[*shorthand.SyntaxError](err); ok {
		fmt.Println(e)
		fmt.Println(e.Snippet())
	}
	// Output:
	// expected "," or "}", found the end of the text at column 68
	// containerOverrides=[{name=***,environment=[{name=***,value=******}]
	//                                                                    ^
}
