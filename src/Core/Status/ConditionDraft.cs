using K8sMirror.Core.Api;

namespace K8sMirror.Core.Status;

/// <summary>A condition before it is known when it came to be so.</summary>
internal readonly record struct ConditionDraft(string Type, ConditionStatus Status, string Reason, string Message);
