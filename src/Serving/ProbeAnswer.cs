namespace K8sMirror.Serving;

/// <summary>Answer of a probe.</summary>
/// <param name="IsGood">HTTP status 200, else 503.</param>
/// <param name="Text">Body, as readable text.</param>
public sealed record ProbeAnswer(bool IsGood, string Text);
