namespace K8sMirror.Operator.Watching;

/// <summary>The server no longer has the history that the watch needs (410 Gone, or an ERROR event): list again.</summary>
internal sealed class WatchExpiredException(string message) : Exception(message);
