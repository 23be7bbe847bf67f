package starttask_test

import (
	"encoding/json"
	"math/rand/v2"
	"net/http"
	"testing"

	"github.com/ecstask/ecstask/internal/sdktest"
	"github.com/ecstask/ecstask/starttask"
)

// oddAnswers lets the answer say less than what was done, say it twice, and speak
// of what nobody asked for.
func oddAnswers(t *testing.T, s *tally) {
	random := rand.New(rand.NewPCG(5, 6))
	for range 600 {
		srv, ids := newServer(t, 4)
		f := sdktest.NewFront(t, srv.URL(), false, nil)
		instances := append([]string{}, ids[:1+random.IntN(3)]...)
		twice := random.IntN(3) == 0
		if twice {
			instances = append(instances, instances[0])
		}
		var said string
		f.Meddle = func(w http.ResponseWriter, r *http.Request, pass sdktest.Forward) bool {
			status, header, body := pass()
			said = distort(t, random, body, ids[3], twice)
			sdktest.Answer(w, status, header, []byte(said))
			return true
		}
		r, err := starttask.Start(t.Context(), srv.Client(f.Via), build(t, instances...))
		s.faults++
		s.check(t, said[:min(len(said), 200)], srv, 0, instances, r, err, false)
		f.Close()
		srv.Close()
	}
}

// distort changes the answer in some places, without a word that is not true of
// the instances asked for: a failure is of one with a task, but not if it is named
// twice.
func distort(t *testing.T, random *rand.Rand, body []byte, stranger string, twice bool) string {
	var answer struct {
		Tasks    []any `json:"tasks"`
		Failures []any `json:"failures"`
	}
	if err := json.Unmarshal(body, &answer); err != nil {
		t.Fatal(err)
	}
	strange := map[string]any{"taskArn": "arn:aws:ecs:us-east-1:123456789012:task/default/strange", "containerInstanceArn": "x/" + stranger}
	tasks := &answer.Tasks
	for range 1 + random.IntN(3) {
		i := random.IntN(max(1, len(*tasks)))
		if i == len(*tasks) {
			break
		}
		task, _ := (*tasks)[i].(map[string]any)
		switch random.IntN(8) {
		case 0:
			(*tasks)[i] = nil
		case 1:
			*tasks = append(*tasks, task)
		case 2:
			*tasks = append((*tasks)[:i:i], (*tasks)[i+1:]...)
		case 3:
			if task["taskArn"] != strange["taskArn"] {
				(*tasks)[i] = map[string]any{"taskArn": task["taskArn"]}
			}
		case 4:
			(*tasks)[i] = map[string]any{}
		case 5:
			*tasks = append(*tasks, nil, map[string]any{})
		case 6:
			(*tasks)[i] = (*tasks)[0]
		case 7:
			*tasks = append(*tasks, strange)
		}
	}
	for _, t := range *tasks {
		if task, _ := t.(map[string]any); task["containerInstanceArn"] != nil && random.IntN(2) == 0 {
			failure := map[string]any{"arn": task["containerInstanceArn"], "reason": "AGENT"}
			if twice || random.IntN(2) == 0 {
				failure["arn"] = "x/" + stranger
			}
			answer.Failures = append(answer.Failures, failure, failure)
			break
		}
	}
	text, err := json.Marshal(answer)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
