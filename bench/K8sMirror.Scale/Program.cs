using System.Globalization;
using K8sMirror.Scale;

// k8smirror-scale [NODES [MIRRORS]]: the operator against a real API server with that many objects and agents that only report.
// k8smirror-scale pods [NODES [PODS [CHANGES [SECONDS [FILE]]]]]: the same with mirrors of pods, PODS on each node, CHANGES of pods a second; the result also as JSON.
var isPods = args is ["pods", ..];
var numbers = isPods ? args[1..] : args;
int Number(int at, int otherwise) => numbers.Length > at ? int.Parse(numbers[at], CultureInfo.InvariantCulture) : otherwise;
await (isPods
    ? PodScaleRun.RunAsync(new(Number(0, 5000), Number(1, 30), Number(2, 20), Number(3, 60)), numbers.Length > 4 ? numbers[4] : null)
    : ScaleRun.RunAsync(Number(0, 1000), Number(1, 50)));
