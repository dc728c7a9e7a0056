using K8sMirror.NodeAgent.Reconciling;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace K8sMirror.NodeAgent.Hosting;

/// <summary>The process around the agent: signals and logs.</summary>
internal static class AgentHost
{
    /// <summary>Runs until a signal, or until the agent fails.</summary>
    /// <exception cref="Control.AgentIsRunningException">Another agent is here.</exception>
    public static async Task RunAsync(
        AgentSettings settings, Seams seams, Func<ILoggerFactory, ISpecSource> source, CancellationToken cancellation)
    {
        // Empty: the default host reads settings files and watches its working directory for changes to them, folder by folder.
        var builder = Host.CreateEmptyApplicationBuilder(new() { ApplicationName = "k8smirror-agent", ContentRootPath = "/" });
        AddLogging(builder.Logging, settings);
        builder.Services.AddSingleton(services => source(services.GetRequiredService<ILoggerFactory>()));
        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton(seams);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<AgentService>();
        builder.Services.AddHostedService(services => services.GetRequiredService<AgentService>());
        using var host = builder.Build();
        await host.StartAsync(cancellation).ConfigureAwait(false);
        await host.WaitForShutdownAsync(cancellation).ConfigureAwait(false);
        host.Services.GetRequiredService<AgentService>().ThrowIfFailed();
    }

    private static void AddLogging(ILoggingBuilder logging, AgentSettings settings)
    {
        logging.SetMinimumLevel(settings.LogLevel).AddFilter("Microsoft", LogLevel.Warning)
            // A failed start ends the process with its message; the host would print it again, with its stack.
            .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        // Standard output belongs to results; logs are not results.
        logging.Services.Configure<ConsoleLoggerOptions>(o => o.LogToStandardErrorThreshold = LogLevel.Trace);
        if (settings.JsonLogs)
        {
            logging.AddJsonConsole(o =>
            {
                o.UseUtcTimestamp = true;
                o.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
            });
        }
        else
        {
            logging.AddConsole(o => o.FormatterName = PeopleFormatter.FormatterName);
            logging.Services.AddSingleton<ConsoleFormatter, PeopleFormatter>();
        }
    }
}
