package ecstest

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
)

// arn returns the ARN of something in ECS; path is what follows its kind, such
// as default/0123456789abcdef0123456789abcdef.
func arn(kind, path string) string {
	return "arn:aws:ecs:" + Region + ":" + Account + ":" + kind + "/" + path
}

// idFor returns the id of the nth thing of a kind, 32 hexadecimal digits.
func idFor(kind string, n int) string {
	sum := sha256.Sum256([]byte(kind + "/" + strconv.Itoa(n)))
	return hex.EncodeToString(sum[:16])
}

// lastPart returns what follows the last slash.
func lastPart(text string) string { return text[1+strings.LastIndexByte(text, '/'):] }

const separators = "Invalid identifier: Unexpected number of separators"

// path returns what follows the kind in an ARN, or text itself if it is none.
func path(kind, text string) (string, error) {
	if !strings.HasPrefix(text, "arn:") {
		return text, nil
	}
	parts := strings.SplitN(text, ":", 6)
	if len(parts) < 6 {
		return "", invalid(separators)
	}
	if parts[3] != Region {
		return "", invalid("Invalid Region in ARN")
	}
	if parts[4] != Account {
		return "", invalid("Identifier is for %s. Your accountId is %s", parts[4], Account)
	}
	rest, ok := strings.CutPrefix(parts[5], kind+"/")
	if !ok || parts[1] != "aws" || parts[2] != "ecs" {
		return "", invalid("Invalid identifier: %s expected", kind)
	}
	return rest, nil
}

// clusterName returns the name of a cluster given by name, by ARN, or not at all.
func clusterName(text *string) (string, error) {
	if text == nil || *text == "" {
		return "default", nil
	}
	name, err := path("cluster", *text)
	if err == nil && strings.Contains(name, "/") {
		err = invalid(separators)
	}
	return name, err
}

// member returns the id of a task or container instance of a cluster, given by
// its id or ARN. The service calls the id by the name what.
func member(kind, what, text, cluster string) (string, error) {
	rest, err := path(kind, text)
	if err != nil {
		return "", err
	}
	parts := strings.Split(rest, "/")
	id := parts[len(parts)-1]
	switch {
	case len(parts) > 2, len(parts) == 2 && rest == text:
		return "", invalid(separators)
	case len(parts) == 2 && parts[0] != cluster:
		return "", invalid("Invalid identifier: Identifier is for cluster %s. Your cluster is %s", parts[0], cluster)
	case !slices.Contains([]int{32, 36}, len(id)):
		return "", invalid("%s length should be one of [32,36]", what)
	}
	return id, nil
}

// members returns the ids of tasks or container instances.
func members(kind, what string, texts []string, cluster string) ([]string, error) {
	ids := make([]string, len(texts))
	for i, text := range texts {
		var err error
		if ids[i], err = member(kind, what, text, cluster); err != nil {
			return nil, err
		}
	}
	return ids, nil
}

// revision splits family:revision. Without a revision it returns 0, which
// stands for the latest active one.
func revision(text string) (family string, number int, err error) {
	rest, err := path("task-definition", text)
	if err != nil {
		return "", 0, err
	}
	family, digits, ok := strings.Cut(rest, ":")
	if ok {
		if number, err = strconv.Atoi(digits); err != nil || number < 1 {
			return "", 0, invalid("Invalid revision number. Number: %s", digits)
		}
	}
	return family, number, nil
}
