namespace K8sMirror.Bench;

/// <summary>Medians of one method of filtering. Times are nanoseconds per frame at the source.</summary>
/// <param name="Name">What filters.</param>
/// <param name="Copies">True: the filter accepts every frame; false: none.</param>
/// <param name="Delivered">Share of the frames that reached the tool, 0 to 1: 1 if the filter accepts them and none was lost. Null without a tool.</param>
/// <param name="OneFlowNs">Above the path without a mirror, one flow.</param>
/// <param name="ManyNs">The same with 100,000 source addresses in turn.</param>
/// <param name="OneFlowRatio">Relative to the path without a mirror, one flow.</param>
/// <param name="ManyRatio">The same with 100,000 source addresses in turn.</param>
/// <param name="ProgramNs">Our program alone, from the kernel's run statistics; clones included. Null for others.</param>
/// <param name="ProgramManyNs">The same with 100,000 source addresses in turn.</param>
internal sealed record FilterRow(
    string Name, bool Copies, double? Delivered, double OneFlowNs, double ManyNs, double OneFlowRatio, double ManyRatio, double? ProgramNs, double? ProgramManyNs);
