"use strict";

const unclosed = `awsvpcConfiguration={subnets=[subnet-0123456789abcdef0,assignPublicIp=DISABLED}`;

// examples are what the buttons enter, by their labels.
const examples = {
	"Fargate, RunTask": {
		text: `{
  "cluster": "prod",
  "taskDefinition": "web:7",
  "launchType": "FARGATE",
  "count": 2,
  "networkConfiguration": {
    "awsvpcConfiguration": {
      "subnets": ["subnet-0123456789abcdef0"],
      "securityGroups": ["sg-0123456789abcdef0"],
      "assignPublicIp": "DISABLED"
    }
  },
  "overrides": {
    "containerOverrides": [
      {"name": "app", "command": ["migrate"], "environment": [{"name": "STAGE", "value": "prod"}]}
    ]
  }
}
`,
	},
	"StartTask with mistakes": {
		text: `taskDefinition: web:latest
containerInstances: [i-0123456789abcdef0]
startedBy: deploy/2026-11-24/by-the-release-pipeline
overrides:
  containerOverrides:
  - name: app
    memory: 256
    memoryReservation: 512
    image: web:8
`,
	},
	"Shorthand with a syntax error": { option: "--network-configuration", text: unclosed },
	"Against a task definition": {
		text: `taskDefinition: web:7
count: 2
overrides:
  containerOverrides: [{name: web, command: [migrate]}]
`,
		state: `{
  "taskDefinition": {
    "taskDefinitionArn": "arn:aws:ecs:us-east-1:123456789012:task-definition/web:7",
    "family": "web",
    "revision": 7,
    "status": "ACTIVE",
    "networkMode": "awsvpc",
    "compatibilities": ["EC2", "FARGATE"],
    "requiresCompatibilities": ["FARGATE"],
    "cpu": "256",
    "memory": "512",
    "containerDefinitions": [{"name": "app", "image": "web:7", "essential": true}]
  }
}
`,
	},
};
