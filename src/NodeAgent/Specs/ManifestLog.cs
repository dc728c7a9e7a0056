using Microsoft.Extensions.Logging;

namespace K8sMirror.NodeAgent.Specs;

/// <summary>What the watch of a folder says.</summary>
internal static partial class ManifestLog
{
    [LoggerMessage(20, LogLevel.Information, "{Folder}: read {Files} files with {Mirrors} mirrors and {Sets} address sets")]
    public static partial void Read(ILogger logger, string folder, int files, int mirrors, int sets);

    [LoggerMessage(21, LogLevel.Error, "{Folder} cannot be used, {Consequence}: {Problem}")]
    public static partial void Bad(ILogger logger, string folder, string consequence, string problem);

    [LoggerMessage(22, LogLevel.Information, "{Folder} is good again")]
    public static partial void Recovered(ILogger logger, string folder);
}
