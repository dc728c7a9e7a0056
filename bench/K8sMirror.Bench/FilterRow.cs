namespace K8sMirror.Bench;

/// <summary>Medians of one way to filter. Times are nanoseconds for each frame at the source.</summary>
/// <param name="Name">What filters.</param>
/// <param name="Copies">True: the filter accepts every frame; false: none.</param>
/// <param name="OneFlowNs">Above the path without a mirror, one flow.</param>
/// <param name="ManyNs">The same with 100,000 source addresses in turn.</param>
/// <param name="ProgramNs">Of our program alone, by the kernel's run statistics; clones included. Null for others.</param>
/// <param name="ProgramManyNs">The same with 100,000 source addresses in turn.</param>
internal sealed record FilterRow(string Name, bool Copies, double OneFlowNs, double ManyNs, double? ProgramNs, double? ProgramManyNs);
