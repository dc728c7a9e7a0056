namespace K8sMirror.Core.Api;

/// <summary>In a manifest the field may be absent, but not null: a value that was commented out must not mean "everything".</summary>
/// <param name="advice">What to write instead, for the message.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NullIsRefusedAttribute(string advice) : Attribute
{
    /// <summary>What to write instead.</summary>
    public string Advice => advice;
}
