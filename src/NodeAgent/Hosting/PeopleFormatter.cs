using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace K8sMirror.NodeAgent.Hosting;

/// <summary>Logs for a terminal: time, level if relevant, message. Of an exception only its message; all of it at level debug.</summary>
internal sealed class PeopleFormatter(TimeProvider time, AgentSettings settings) : ConsoleFormatter(FormatterName)
{
    /// <summary>Its name among the console's formatters.</summary>
    public const string FormatterName = "people";

    /// <inheritdoc/>
    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var level = logEntry.LogLevel switch
        {
            LogLevel.Critical or LogLevel.Error => "ERROR ",
            LogLevel.Warning => "WARNING ",
            _ => "",
        };
        textWriter.Write(time.GetLocalNow().ToString("HH:mm:ss.fff ", CultureInfo.InvariantCulture));
        textWriter.Write(level);
        // Names of NICs and what servers say are in it.
        textWriter.Write(Printable.Lines(logEntry.Formatter(logEntry.State, logEntry.Exception)));
        if (logEntry.Exception is { } exception)
        {
            textWriter.Write(": ");
            textWriter.Write(Printable.Lines(settings.LogLevel <= LogLevel.Debug ? exception.ToString() : exception.Message));
        }
        textWriter.Write('\n');
    }
}
