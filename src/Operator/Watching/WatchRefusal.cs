namespace K8sMirror.Operator.Watching;

/// <summary>The server does not let us read a kind (403).</summary>
/// <param name="Why">What it said.</param>
/// <param name="Since">Since when.</param>
internal sealed record WatchRefusal(string Why, DateTimeOffset Since);
