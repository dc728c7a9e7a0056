namespace K8sMirror.Plugin.Planning;

/// <summary>What would happen to one AddressSet.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Action"><c>create</c>, <c>configure</c> or <c>unchanged</c>.</param>
/// <param name="Entries">How many prefixes it would have.</param>
/// <param name="Mirrors">Mirrors whose rules name it, by name.</param>
internal sealed record SetChange(string Name, string Action, int Entries, IReadOnlyList<string> Mirrors);
