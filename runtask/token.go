package runtask

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/ptr"
	"github.com/ecstask/ecstask/internal/wire"
)

// tokenLife is how long a client token is sent again. ECS knows it for an hour at
// least; the rest is for a request that is under way.
const tokenLife = 55 * time.Minute

// newToken returns a client token that nobody else has, of 34 characters.
func newToken() string { return "ecstask/" + rand.Text() }

// mostToken is how many characters a given client token may have of which others are
// made: what ECS takes, less a slash and seven digits.
const mostToken = 64 - 8

// tokens makes the client tokens of calls.
type tokens struct {
	base  string
	whole bool // the first call gets base as it is
	calls int
}

// newTokens returns the tokens for the calls that in is sent with. If it has a
// token, the others are made of that, so that they are the same each time.
func newTokens(in *ecs.RunTaskInput, whole, several bool) (*tokens, error) {
	given := ptr.Value(in.ClientToken)
	switch {
	case given == "":
		return &tokens{newToken(), whole, 0}, nil
	case several && len(given) > mostToken:
		return nil, field.Errors{{
			Path: "clientToken", Kind: field.TooLong, Severity: field.SeverityError, Value: strconv.Quote(given),
			Msg:  fmt.Sprintf("has %d characters, but at most %d are allowed if each call gets a token of its own", len(given), mostToken),
			Hint: "shorten it: a slash and the number of the call are added",
		}}
	}
	return &tokens{given, whole, 0}, nil
}

// next returns the token of the next call.
func (t *tokens) next() string {
	t.calls++
	if t.whole && t.calls == 1 {
		return t.base
	}
	return t.base + "/" + strconv.Itoa(t.calls)
}

// member returns a client token as it stands in the body of a request.
func member(token string) []byte {
	return bytes.Trim(wire.Encode(&ecs.RunTaskInput{ClientToken: &token}), "{}")
}
