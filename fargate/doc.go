// Package fargate knows the sizes of AWS Fargate tasks: how Amazon ECS lets
// people spell them, which pairs of CPU and memory exist, and which existing
// pair is nearest to one that does not.
//
// CPU is counted in CPU units, 1024 to a vCPU. Memory is counted in MiB. ECS
// writes GB for 1024 MiB.
//
// # Spellings
//
// The API takes both values as strings, in two spellings each: a whole number
// of units ("256", "512"), or a decimal number followed by the unit vCPU or GB
// (".25 vCPU", "0.5 GB"). ECS turns either into the whole number (API reference,
// RegisterTaskDefinition, members cpu and memory).
//
//	text    = space ( digits | decimal space unit ) space
//	decimal = digits | [ digits ] "." digits
//	unit    = "vCPU" for CPU, "GB" for memory, in any case
//	space   = any number of ASCII spaces, tabs and line ends
//
// AWS documents all of this or was seen to accept it, except "0.25 vCPU" with its
// zero, which is inferred from "0.5 GB".
//
// Arithmetic is exact: ".3 vCPU" is 307.2 CPU units and therefore an error, not
// 307. Signs, exponents, other units and zero are errors, and the error suggests
// the spelling that was probably meant.
//
// # Sizes
//
// The sizes are those of the ECS developer guide, "Task size", in September
// 2026. AWS adds sizes without notice: a program that refuses what this table
// lacks also refuses what AWS adds next.
//
//	CPU units  memory in MiB             in steps of  since 2018  Windows
//	      256  512, 1024, 2048                        yes
//	      512  1024 to 4096                     1024  yes
//	     1024  2048 to 8192                     1024  yes         yes
//	     2048  4096 to 16384                    1024  yes         yes
//	     4096  8192 to 30720                    1024  yes         yes
//	     8192  16384 to 61440                   4096
//	    16384  32768 to 122880                  8192
//	    32768  61440, 122880, 249856
//
// The row of 32768 CPU units is in the guide's table but not yet in the API
// reference, and ap-northeast-1 did not have it in August 2026.
//
// Sizes are ordered by CPU, then by memory. One size covers another if it has no
// less of either.
package fargate
