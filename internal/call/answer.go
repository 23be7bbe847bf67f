package call

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// longestRefusal is how many bytes of an error document are read to judge it.
const longestRefusal = 1 << 20

// refuses reports whether an answer, of which it leaves the body as it was, is one
// by which ECS says that it did not carry out the request. Gateways and proxies
// refuse as well, maybe after they passed the request on. What ECS answers has a
// request id, and the error's type in a member or header that only AWS uses. The
// SDK would also take the type from a member "code", which anybody uses.
//
// Source: https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html, and as
// observed https://github.com/awslabs/backstage-plugins-for-aws/issues/140.
func refuses(raw any) bool {
	answer, ok := raw.(*smithyhttp.Response)
	if !ok || answer.Response == nil || !refusalStatus(answer.StatusCode) || !hasRequestID(answer.Header) {
		return false
	}
	text, err := io.ReadAll(io.LimitReader(answer.Body, longestRefusal))
	answer.Body = &replayed{io.MultiReader(bytes.NewReader(text), answer.Body), answer.Body}
	var document struct {
		Type string `json:"__type"`
	}
	if err != nil || json.Unmarshal(text, &document) != nil {
		return false
	}
	code := answer.Header.Get("X-Amzn-ErrorType")
	if code == "" {
		code = document.Type
	}
	code, _, _ = strings.Cut(code, ":")
	code = code[1+strings.LastIndexByte(code, '#'):]
	return code != "" && !leavesOpen(code)
}

// replayed is a body of which a part has been read before.
type replayed struct {
	io.Reader
	io.Closer
}

// Refused reports whether err is an answer in which ECS refused the request.
func Refused(err error) bool {
	api, ok := errors.AsType[smithy.APIError](err)
	if !ok || leavesOpen(api.ErrorCode()) {
		return false
	}
	if answer, ok := errors.AsType[*smithyhttp.ResponseError](err); ok {
		return answer.Response != nil && answer.Response.Response != nil && refusalStatus(answer.HTTPStatusCode()) && hasRequestID(answer.Response.Header)
	}
	return api.ErrorFault() == smithy.FaultClient || isOneOf(api.ErrorCode(), retry.DefaultThrottleErrorCodes)
}

func refusalStatus(status int) bool {
	return 400 <= status && status < 500 && status != http.StatusRequestTimeout
}

func hasRequestID(h http.Header) bool { return idIn(h) != "" }

// idIn returns the request id that ECS gives an answer.
func idIn(h http.Header) string { return cmp.Or(h.Get("X-Amzn-RequestId"), h.Get("X-Amz-RequestId")) }

// requestID returns the request id of an answer, or "" if it is none of ECS.
func requestID(raw any) string {
	if answer, ok := raw.(*smithyhttp.Response); ok && answer != nil && answer.Response != nil {
		return idIn(answer.Header)
	}
	return ""
}

// leavesOpen reports whether an error of this code says nothing of whether the
// request was carried out: an answer without a code, an internal error, a time-out.
func leavesOpen(code string) bool {
	switch code {
	case "UnknownError", "ServerException", "InternalFailure", "ServiceUnavailable":
		return true
	}
	return isOneOf(code, retry.DefaultRetryableErrorCodes) // RequestTimeout
}

// Throttled reports whether err is an answer in which ECS throttled the call.
func Throttled(err error) bool {
	api, ok := errors.AsType[smithy.APIError](err)
	if !ok {
		return false
	}
	code, msg := api.ErrorCode(), api.ErrorMessage()
	return isOneOf(code, retry.DefaultThrottleErrorCodes) || code == "InvalidParameterException" && wrapsThrottling(msg)
}

// wrapsThrottling knows the message of an InvalidParameterException that ECS
// makes of a refusal by Amazon EC2, which is asked for subnets and security
// groups. Observed with RunTask:
// https://github.com/dask/dask-cloudprovider/issues/56,
// https://github.com/reproio/wrapbox/issues/32.
func wrapsThrottling(msg string) bool {
	return strings.Contains(msg, "(ErrorCode: RequestLimitExceeded)") || strings.Contains(msg, "(ErrorCode: Throttling")
}

// MayPass reports whether the call that ended with err may end otherwise if it is made
// again: ECS throttled it, or a client of the SDK had no answer. Of the errors of
// anything else, such as a fake in a test, that is not known.
func MayPass(err error) bool {
	_, fromSDK := errors.AsType[*smithy.OperationError](err)
	return Throttled(err) || fromSDK && !Refused(err)
}

// Final reports whether err is an answer in which ECS refused the request, and would
// refuse it again: it was not throttled.
func Final(err error) bool { return Refused(err) && !Throttled(err) }

func isOneOf(code string, codes map[string]struct{}) bool {
	_, ok := codes[code]
	return ok
}
