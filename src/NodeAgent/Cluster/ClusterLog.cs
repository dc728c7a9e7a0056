using Microsoft.Extensions.Logging;

namespace K8sMirror.NodeAgent.Cluster;

/// <summary>What the connection to the cluster says.</summary>
internal static partial class ClusterLog
{
    [LoggerMessage(60, LogLevel.Information, "Connected to {Server}")]
    public static partial void Connected(ILogger logger, Uri server);

    [LoggerMessage(61, LogLevel.Warning, "No connection to {Server}, the last spec stays programmed: {Problem}")]
    public static partial void Disconnected(ILogger logger, Uri server, string problem);

    [LoggerMessage(62, LogLevel.Information, "NodeMirror {Node}: generation {Generation} with {Sessions} mirrors")]
    public static partial void SpecChanged(ILogger logger, string node, long generation, int sessions);

    [LoggerMessage(63, LogLevel.Information, "There is no NodeMirror {Node}: nothing is mirrored here")]
    public static partial void NoObject(ILogger logger, string node);

    [LoggerMessage(64, LogLevel.Warning, "The API server does not answer; continuing with generation {Generation} from {ConfirmedAt}")]
    public static partial void FromDisk(ILogger logger, long generation, DateTimeOffset confirmedAt);

    [LoggerMessage(65, LogLevel.Error, "The API server has been unreachable for longer than {Limit}: mirroring stops")]
    public static partial void AwayTooLong(ILogger logger, TimeSpan limit);

    [LoggerMessage(66, LogLevel.Warning, "The spec could not be saved: {Problem}")]
    public static partial void NotSaved(ILogger logger, string problem);

    [LoggerMessage(73, LogLevel.Warning, "The saved spec cannot be read, and is not used: {Problem}")]
    public static partial void NotLoaded(ILogger logger, string problem);

    [LoggerMessage(67, LogLevel.Warning, "The status could not be written: {Problem}")]
    public static partial void StatusRefused(ILogger logger, string problem);

    [LoggerMessage(69, LogLevel.Information, "AddressSet {Name}: {Count} prefixes")]
    public static partial void SetRead(ILogger logger, string name, int count);

    [LoggerMessage(70, LogLevel.Warning, "AddressSet {Name} does not exist: it matches nothing")]
    public static partial void NoSet(ILogger logger, string name);

    [LoggerMessage(71, LogLevel.Error, "AddressSet {Name} is invalid, mirrors that name it copy nothing: {Problem}")]
    public static partial void SetInvalid(ILogger logger, string name, string problem);

    [LoggerMessage(72, LogLevel.Warning, "AddressSet {Name} cannot be watched, its last known content stays programmed: {Problem}")]
    public static partial void SetNotFollowed(ILogger logger, string name, string problem);

    [LoggerMessage(68, LogLevel.Error, "The NodeMirror cannot be read, the last spec stays programmed: {Problem}")]
    public static partial void Unreadable(ILogger logger, string problem);
}
