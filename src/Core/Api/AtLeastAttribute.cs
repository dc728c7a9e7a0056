namespace K8sMirror.Core.Api;

/// <summary>
/// In a manifest the number is not less than this, as the CRD's <c>minimum</c> says to API servers. For fields whose absence reads as a lesser one: in the
/// object a zero that was written is not told from a field that was left out.
/// </summary>
/// <param name="least">The least value.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class AtLeastAttribute(long least) : Attribute
{
    /// <summary>The least value.</summary>
    public long Least => least;
}
