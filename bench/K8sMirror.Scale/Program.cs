using System.Globalization;
using K8sMirror.Scale;

// k8smirror-scale [NODES [MIRRORS]]: the operator against a real API server with that many objects and agents that only report.
var nodes = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 1000;
var mirrors = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 50;
await ScaleRun.RunAsync(nodes, mirrors);
