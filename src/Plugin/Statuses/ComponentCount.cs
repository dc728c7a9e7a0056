namespace K8sMirror.Plugin.Statuses;

/// <summary>How many pods of a kind there are.</summary>
internal sealed record ComponentCount(int Ready, int Total, IReadOnlyList<string> Images);
