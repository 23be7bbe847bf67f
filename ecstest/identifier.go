package ecstest

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
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

// kind is a kind of what a cluster has many of.
type kind struct {
	name   string // in an ARN
	id     string // what the service calls the id of one
	plural string // and several
	none   error
}

var (
	taskKind     = kind{"task", "taskId", "Tasks", invalid("Tasks cannot be empty.")}
	instanceKind = kind{"container-instance", "instanceId", "instanceIds", clientError("Container Instances cannot be empty.")}
)

// idOf returns the id of a member of a cluster, given by its id or ARN.
func (k kind) idOf(text, cluster string) (string, error) {
	rest, err := path(k.name, text)
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
	case len(id) != 32 && len(id) != 36:
		return "", invalid("%s length should be one of [32,36]", k.id)
	}
	return id, nil
}

// idsOf returns the ids of 1 to limit members of a cluster.
func (k kind) idsOf(texts []string, cluster string, limit int) ([]string, error) {
	switch {
	case len(texts) == 0:
		return nil, k.none
	case len(texts) > limit:
		return nil, invalid("%s can have at most %d items.", k.plural, limit)
	}
	ids := make([]string, len(texts))
	for i, text := range texts {
		var err error
		if ids[i], err = k.idOf(text, cluster); err != nil {
			return nil, err
		}
	}
	return ids, nil
}

// failure returns why nothing was done with a member of a cluster, given by its
// id or ARN.
func (k kind) failure(idOrARN, cluster, reason string) types.Failure {
	if !strings.HasPrefix(idOrARN, "arn:") {
		idOrARN = arn(k.name, cluster+"/"+idOrARN)
	}
	return types.Failure{Arn: &idOrARN, Reason: &reason}
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
