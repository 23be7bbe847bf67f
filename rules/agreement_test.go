package rules_test

import (
	"testing"

	"github.com/ecstask/ecstask/rules"
)

// TestInstanceClusterText holds the words of instance-cluster, which depend on
// what names the other cluster.
func TestInstanceClusterText(t *testing.T) {
	for _, tt := range []struct {
		name      string
		change    change
		msg, hint string
	}{
		{"the cluster is given", both(cluster("other"), instances(longARN)),
			"is in the cluster production, but the request is for other", "send a request for each cluster"},
		{"the cluster is given by its ARN", both(cluster(inECS+"cluster/other"), instances(longARN)),
			"is in the cluster production, but the request is for other", "send a request for each cluster"},
		{"the cluster is left out", both(func(in *input) { in.Cluster = nil }, instances(longARN)),
			"is in the cluster production, but the request is for default", "set cluster to production; without it, the request is for the cluster default"},
		{"the cluster cannot be one", both(cluster("a.b"), instances(longARN, otherARN)),
			"is in the cluster other, but containerInstances[0] is in production", "send a request for each cluster"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			in := valid()
			tt.change(in)
			for _, e := range rules.Check(in) {
				if e.Rule != "instance-cluster" {
					continue
				}
				if e.Msg != tt.msg || e.Hint != tt.hint {
					t.Errorf("got  %s; %s\nwant %s; %s", e.Msg, e.Hint, tt.msg, tt.hint)
				}
				return
			}
			t.Error("there is no finding")
		})
	}
}
