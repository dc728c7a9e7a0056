namespace K8sMirror.Operator.Reconciling;

/// <summary>An Event to create, or whose count to increase.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Count">How often it has happened.</param>
/// <param name="IsNew">True if there is no such Event yet.</param>
internal sealed record EventWrite(string Name, int Count, bool IsNew);
