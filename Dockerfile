# The command in an image with nothing else but the certificates for AWS:
#   docker build -t ecstask . && docker run --rm ecstask rules
FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -ldflags '-s -w' -o /ecstask ./cmd/ecstask

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /ecstask /ecstask
USER 65534
ENTRYPOINT ["/ecstask"]
