package runtask_test

import (
	"encoding/json"
	"math/rand/v2"
	"net/http"
	"testing"

	"github.com/ecstask/ecstask/ecstest"
	"github.com/ecstask/ecstask/internal/sdktest"
	"github.com/ecstask/ecstask/runtask"
)

// oddAnswers lets the answer say less than what was done, say it twice, and speak
// of what nobody asked for.
func oddAnswers(t *testing.T, s *tally) {
	random := rand.New(rand.NewPCG(5, 6))
	var srv *ecstest.Server
	for range 600 {
		srv = fresh(t, srv)
		f := sdktest.NewFront(t, srv.URL(), false, nil)
		count := 1 + random.IntN(4)
		var said string
		f.Meddle = func(w http.ResponseWriter, r *http.Request, pass sdktest.Forward) bool {
			status, header, body := pass()
			said = distort(t, random, body)
			sdktest.Answer(w, status, header, []byte(said))
			return true
		}
		before := len(srv.Tasks())
		r, err := runtask.Run(t.Context(), srv.Client(f.Via), asking(int32(count)), quickly)
		s.faults++
		s.check(t, said[:min(len(said), 200)], srv, before, count, r, err, false)
		f.Close()
	}
}

// distort changes the answer in some places, without a failure that is not true.
func distort(t *testing.T, random *rand.Rand, body []byte) string {
	var answer struct {
		Tasks    []any `json:"tasks"`
		Failures []any `json:"failures"`
	}
	if err := json.Unmarshal(body, &answer); err != nil {
		t.Fatal(err)
	}
	tasks := &answer.Tasks
	for range 1 + random.IntN(3) {
		i := random.IntN(max(1, len(*tasks)))
		if i == len(*tasks) {
			break
		}
		task, _ := (*tasks)[i].(map[string]any)
		switch random.IntN(7) {
		case 0:
			(*tasks)[i] = nil
		case 1:
			*tasks = append(*tasks, task)
		case 2:
			*tasks = append((*tasks)[:i:i], (*tasks)[i+1:]...)
		case 3:
			(*tasks)[i] = map[string]any{"taskArn": task["taskArn"]}
		case 4:
			(*tasks)[i] = map[string]any{}
		case 5:
			*tasks = append(*tasks, nil, map[string]any{})
		case 6:
			(*tasks)[i] = (*tasks)[0]
		}
	}
	text, err := json.Marshal(answer)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
