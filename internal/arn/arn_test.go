package arn_test

import (
	"testing"

	"github.com/ecstask/ecstask/internal/arn"
)

const ecs = "arn:aws:ecs:us-east-1:123456789012:"

func TestParse(t *testing.T) {
	for s, want := range map[string]arn.ARN{
		ecs + "cluster/prod":                    {Partition: "aws", Service: "ecs", Region: "us-east-1", Account: "123456789012", Resource: "cluster/prod"},
		"arn:aws-cn:s3:::bucket/a:b":            {Partition: "aws-cn", Service: "s3", Resource: "bucket/a:b"},
		"arn:aws:iam::123456789012:role/a/b":    {Partition: "aws", Service: "iam", Account: "123456789012", Resource: "role/a/b"},
		"arn:moon:x:y y:z:r":                    {Partition: "moon", Service: "x", Region: "y y", Account: "z", Resource: "r"},
		"":                                      {},
		"arn:":                                  {},
		"arn:aws:ecs:us-east-1:123456789012":    {},
		"arn:aws:ecs:us-east-1:cluster/prod":    {},
		" arn:aws:ecs:us-east-1:1:cluster/prod": {},
	} {
		got, ok := arn.Parse(s)
		if ok != (want != arn.ARN{}) || got != want {
			t.Errorf("Parse(%q) = %+v, %t", s, got, ok)
		}
	}
	for _, s := range []string{"arn::ecs:r:a:x", "arn:aws::r:a:x", "arn:aws:ecs:r:a:"} {
		if got, ok := arn.Parse(s); ok {
			t.Errorf("Parse(%q) = %+v", s, got)
		}
	}
}

func TestName(t *testing.T) {
	for _, tt := range []struct {
		s, resourceType, name string
		ok                    bool
	}{
		{ecs + "cluster/prod", "cluster/", "prod", true},
		{ecs + "container-instance/prod/0123", "container-instance/", "prod/0123", true},
		{ecs + "cluster/", "cluster/", "", true},
		{ecs + "task/prod/1", "cluster/", "", false},
		{"prod", "cluster/", "", false},
		{"arn:aws:iam::123456789012:cluster/prod", "cluster/", "", false},
		{"arn:aws:ecs::123456789012:cluster/prod", "cluster/", "", false},
		{"arn:aws:ecs:us.east:123456789012:cluster/prod", "cluster/", "", false},
		{"arn:aws:ecs:us-east-1:12345678901:cluster/prod", "cluster/", "", false},
		{"arn:aws:ecs:us-east-1:12345678901a:cluster/prod", "cluster/", "", false},
	} {
		if name, ok := arn.Name(tt.s, tt.resourceType); name != tt.name || ok != tt.ok {
			t.Errorf("Name(%q, %q) = %q, %t", tt.s, tt.resourceType, name, ok)
		}
	}
}

func TestID(t *testing.T) {
	for s, want := range map[string]string{
		ecs + "container-instance/prod/0123": "0123",
		ecs + "container-instance/0123":      "0123",
		"0123":                               "0123",
		"":                                   "",
		"prod/0123":                          "prod/0123",
		"arn:":                               "arn:",
	} {
		if got := arn.ID(s); got != want {
			t.Errorf("ID(%q) = %q", s, got)
		}
	}
}
