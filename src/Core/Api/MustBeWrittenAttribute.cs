namespace K8sMirror.Core.Api;

/// <summary>The field is required in a manifest. For API servers, the CRD's <c>required</c> says the same.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class MustBeWrittenAttribute : Attribute;
