namespace K8sMirror.Core.Api;

/// <summary>
/// Minimum of a number in a manifest, as the CRD's <c>minimum</c> is for API servers. For fields whose absence is read as a smaller number: in the object, a
/// written zero looks like an omitted field.
/// </summary>
/// <param name="least">The minimum.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class AtLeastAttribute(long least) : Attribute
{
    /// <summary>The minimum.</summary>
    public long Least => least;
}
