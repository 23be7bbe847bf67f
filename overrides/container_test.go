package overrides_test

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/overrides"
)

func TestContainer(t *testing.T) {
	var app overrides.Container
	neuron := types.ResourceRequirement{Type: types.ResourceTypeNeuronDevice, Value: new("ALL")}
	shared := types.ResourceRequirement{Type: types.ResourceTypeGpu, SharingStrategy: &types.SharingStrategyMemberNvidiaMps{
		Value: types.NvidiaMpsAllocation{Memory: new(int32(1024))},
	}}
	for _, tt := range []struct {
		name      string
		container overrides.Container
		want      string
	}{
		{"the zero Container", app, `{}`},
		{"a name", overrides.ForContainer("app"), `{"name":"app"}`},
		{"an empty name", overrides.ForContainer(""), `{"name":""}`},
		{"a command sets", app.WithCommand("a").WithCommand("b", ""), `{"command":["b",""]}`},
		{"an empty command is sent", app.WithCommand("a").WithCommand(), `{"command":[]}`},
		{"variables add", app.WithEnv("B", "1").WithEnv("A", "").WithEnv("B", "2"), `{"environment":[{"name":"B","value":"1"},{"name":"A","value":""},{"name":"B","value":"2"}]}`},
		{"a map adds in order", app.WithEnv("Z", "0").WithEnvMap(map[string]string{"B": "2", "A": "1", "C": ""}), `{"environment":[{"name":"Z","value":"0"},{"name":"A","value":"1"},{"name":"B","value":"2"},{"name":"C","value":""}]}`},
		{"an empty map adds nothing", app.WithEnvMap(nil), `{}`},
		{"files add", app.WithEnvFile("a").WithEnvFile("b"), `{"environmentFiles":[{"type":"s3","value":"a"},{"type":"s3","value":"b"}]}`},
		{"numbers set", app.WithCPU(1).WithCPU(0).WithMemory(1).WithMemory(4).WithMemoryReservation(-1), `{"cpu":0,"memory":4,"memoryReservation":-1}`},
		{"GPUs set", app.WithGPUs(1).WithGPUs(2), `{"resourceRequirements":[{"type":"GPU","value":"2"}]}`},
		{"GPUs replace only GPUs", app.WithResources(shared, neuron, shared).WithGPUs(1), `{"resourceRequirements":[{"type":"NeuronDevice","value":"ALL"},{"type":"GPU","value":"1"}]}`},
		{"resources add", app.WithGPUs(1).WithResources().WithResources(neuron, shared), `{"resourceRequirements":[{"type":"GPU","value":"1"},{"type":"NeuronDevice","value":"ALL"},{"sharingStrategy":{"nvidiaMps":{"memory":1024}},"type":"GPU"}]}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			want := `{"containerOverrides":[` + tt.want + `]}`
			if got := sent(overrides.New(tt.container)); got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
		})
	}
}
