namespace K8sMirror.Cluster.Reading;

/// <summary>Why a part of an object could not be read.</summary>
/// <param name="Part">The part: <c>spec</c> or <c>status</c>.</param>
/// <param name="Message">Human-readable.</param>
public sealed record PartProblem(string Part, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => Message;
}
