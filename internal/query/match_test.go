package query_test

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/internal/query"
)

func instance() query.Instance {
	registered := time.Date(2018, time.June, 18, 22, 28, 28, 0, time.UTC)
	return query.Instance{
		ContainerInstance: &types.ContainerInstance{
			AgentConnected:    true,
			Ec2InstanceId:     new("i-0123456789abcdef0"),
			RegisteredAt:      &registered,
			RunningTasksCount: 5,
			VersionInfo:       &types.VersionInfo{AgentVersion: new("1.14.5")},
			Attributes: []types.Attribute{
				{Name: new("ecs.instance-type"), Value: new("g2.xlarge")}, {Name: new("stack"), Value: new("prod")},
				{Name: new("size"), Value: new("10")}, {Name: new("ssd")}, {},
			},
		},
		Groups: []string{"family:web", "service:production"},
		Known:  true,
	}
}

func TestMatch(t *testing.T) {
	for text, want := range map[string]query.Truth{
		"agentConnected == true":                          query.Yes,
		"agentConnected != true":                          query.No,
		"agentConnected in [false]":                       query.No,
		"agentConnected =~ tr.*":                          query.Yes,
		"ec2InstanceId in [i-0123456789abcdef0, i-1]":     query.Yes,
		"ec2InstanceId !in [i-0123456789abcdef0, i-1]":    query.No,
		"ec2InstanceId !~ i-0":                            query.Yes, // not the whole value
		"agentConnected !~ tr.*":                          query.No,
		"agentVersion >= 1.14.5":                          query.Yes,
		"agentVersion == 1.14.5.0":                        query.Yes,
		"agentVersion > 1.9":                              query.Yes,
		"agentVersion < 1.9":                              query.No,
		"agentVersion != 1.14":                            query.Yes,
		"agentVersion <= 1.14.5":                          query.Yes,
		"runningTasksCount > 10":                          query.No,
		"runningTasksCount == 05":                         query.Yes,
		"runningTasksCount < 10":                          query.Yes,
		"runningTasksCount == 10":                         query.No,
		"runningTasksCount != 10":                         query.Yes,
		"runningTasksCount > 5":                           query.No,
		"runningTasksCount >= 10":                         query.No,
		"runningTasksCount <= 4":                          query.No,
		"registeredAt >= 2018-06-18":                      query.Yes,
		"registeredAt == 2018-06-18":                      query.No,
		"registeredAt == 2018-06-19T00:28:28+02:00":       query.Yes,
		"registeredAt < 2018-06-18T22:28:28":              query.No,
		"attribute:ecs.instance-type =~ g2.*":             query.Yes,
		"attribute:ecs.instance-type =~ g2":               query.No,
		"attribute:ecs.instance-type =~ g|g2.xlarge":      query.Yes,
		"attribute:ecs.instance-type =~ (?=g).*":          query.Unknown,
		"attribute:ecs.instance-type =~ g2.*+":            query.Unknown,
		"attribute:ecs.instance-type =~ [a-z&&[^b]].*":    query.Unknown,
		"attribute:ecs.instance-type =~ [\\[g]2.*":        query.Yes,
		"attribute:ecs.instance-type =~ [g[h]]2.*":        query.Unknown,
		"attribute:ecs.instance-type =~ [g&&g]2.*":        query.Unknown,
		"attribute:ecs.instance-type =~ [gZ]2[.]xlarge":   query.Yes,
		"attribute:ecs.instance-type =~ (g&&)?g2.*":       query.Yes,
		"not attribute:ecs.instance-type !~ (?=g).*":      query.Unknown,
		"attribute:none =~ (?=g).*":                       query.No,
		"attribute:stack == Prod":                         query.No,
		"attribute:stack != test":                         query.Yes,
		"attribute:size > 9":                              query.Yes,
		"attribute:stack > out":                           query.Yes,
		"attribute:stack > 9":                             query.Yes, // as texts
		"attribute:size > out":                            query.No,
		"attribute:size > 11":                             query.No,
		"attribute:size == 10.0":                          query.No, // another text
		"attribute:size != 10.0":                          query.Yes,
		"attribute:stack in [a, prod]":                    query.Yes,
		"attribute:stack !in [a, dev]":                    query.Yes,
		"attribute:none != test":                          query.No,
		"not(attribute:none == test)":                     query.Yes,
		"attribute:none !exists":                          query.Yes,
		"attribute:none !in [a]":                          query.No,
		"attribute:ssd exists":                            query.Yes,
		"attribute:ssd !exists":                           query.No,
		"attribute:ssd == a":                              query.No,
		"task:group == service:production":                query.Yes,
		"task:group == database":                          query.No,
		"not(task:group == database)":                     query.Yes,
		"task:group exists":                               query.Yes,
		"task:group !exists":                              query.No,
		"task:group !~ (family|service):.*":               query.No,
		"attribute:ssd exists && attribute:stack exists":  query.Yes,
		"attribute:none exists || attribute:no exists":    query.No,
		"attribute:ssd exists && attribute:none exists":   query.No,
		"attribute:none exists || attribute:ssd exists":   query.Yes,
		"attribute:ssd exists && attribute:stack =~ a++":  query.Unknown,
		"attribute:ssd exists || attribute:stack =~ a++":  query.Yes,
		"attribute:none exists && attribute:stack =~ a++": query.No,
	} {
		e, err := query.Parse(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if got := e.Match(instance()); got != want {
			t.Errorf("%s: got %d, want %d", text, got, want)
		}
	}
}

// TestMatchGroups matches instances of which all tasks are known.
func TestMatchGroups(t *testing.T) {
	for _, tt := range []struct {
		groups []string
		text   string
		want   query.Truth
	}{
		{nil, "task:group exists", query.No},
		{nil, "task:group !exists", query.Yes},
		{nil, "task:group == a", query.No},
		{nil, "task:group != a", query.No},
		{[]string{"a"}, "task:group exists", query.Yes},
		{[]string{"a"}, "task:group !exists", query.No},
		{[]string{"a", "b"}, "task:group == b", query.Yes},
	} {
		e, err := query.Parse(tt.text)
		if err != nil {
			t.Fatal(err)
		}
		i := query.Instance{ContainerInstance: &types.ContainerInstance{}, Groups: tt.groups, Known: true}
		if got := e.Match(i); got != tt.want {
			t.Errorf("%s of %v: got %d, want %d", tt.text, tt.groups, got, tt.want)
		}
	}
}

// TestMatchOfLittle matches instances of which little or nothing is known.
func TestMatchOfLittle(t *testing.T) {
	for text, want := range map[string]struct{ empty, none query.Truth }{
		"agentVersion > 1":          {query.No, query.Unknown},
		"agentVersion < 1":          {query.No, query.Unknown},
		"ec2InstanceId == i-1":      {query.No, query.Unknown},
		"registeredAt > 2018-06-18": {query.No, query.Unknown},
		"runningTasksCount == 0":    {query.Yes, query.Unknown},
		"not(attribute:a == b)":     {query.Yes, query.Unknown},
		"task:group == a":           {query.Unknown, query.Unknown},
		"not task:group exists":     {query.Unknown, query.Unknown},
	} {
		e, err := query.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		if got := e.Match(query.Instance{ContainerInstance: &types.ContainerInstance{}}); got != want.empty {
			t.Errorf("%s: an empty instance: got %d", text, got)
		}
		if got := e.Match(query.Instance{}); got != want.none {
			t.Errorf("%s: no instance: got %d", text, got)
		}
	}
}

func TestForeign(t *testing.T) {
	for text, want := range map[string]int{
		"attribute:a =~ b.*":     -1,
		"attribute:a =~ (?<=b)c": 0,
		"attribute:a exists && not (task:group exists || attribute:b !~ a*+)": 48,
	} {
		e, err := query.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		got := -1
		if c := e.Foreign(); c != nil {
			got = c.Offset
		}
		if got != want || e.Root() == nil {
			t.Errorf("%s: got %d", text, got)
		}
	}
}
