namespace K8sMirror.Serving;

/// <summary>Answer of a probe.</summary>
/// <param name="IsGood">True for HTTP status 200, false for 503.</param>
/// <param name="Text">Body, as readable text.</param>
public sealed record ProbeAnswer(bool IsGood, string Text);
