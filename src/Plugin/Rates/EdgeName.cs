namespace K8sMirror.Plugin.Rates;

/// <summary>Which copy on which node, as its series are labelled.</summary>
internal sealed record EdgeName(string Node, string Mirror, string Source, string Direction, string Target);
