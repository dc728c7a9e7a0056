namespace K8sMirror.Operator.Reconciling;

/// <summary>How a pass ended.</summary>
/// <param name="Outcome"><c>unchanged</c> or <c>changed</c>: a label of the metric.</param>
/// <param name="Again">When the next pass is due without a request; null if the resync is soon enough.</param>
internal sealed record PassResult(string Outcome, TimeSpan? Again);
