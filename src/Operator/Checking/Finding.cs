namespace K8sMirror.Operator.Checking;

/// <summary>One result of a check.</summary>
/// <param name="Subject">What.</param>
/// <param name="IsGood">Whether it is as expected.</param>
/// <param name="Text">What was seen, in words.</param>
internal sealed record Finding(string Subject, bool IsGood, string Text)
{
    /// <inheritdoc/>
    public override string ToString() => $"{(IsGood ? "ok    " : "FAILED")} {Subject}: {Text}";
}
