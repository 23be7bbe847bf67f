package rules

// AsRequest shows StartTask's view of itself to the tests.
var AsRequest = asRequest
