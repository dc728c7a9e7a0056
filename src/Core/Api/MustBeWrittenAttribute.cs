namespace K8sMirror.Core.Api;

/// <summary>The field has to stand in a manifest. API servers hold the same by the CRD's <c>required</c>.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class MustBeWrittenAttribute : Attribute;
