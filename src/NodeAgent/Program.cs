using System.Text;
using K8sMirror.Bpf.Files;
using K8sMirror.NodeAgent.Commands;
using K8sMirror.NodeAgent.Hosting;

StandardStreams.Complete();
Console.OutputEncoding = Encoding.UTF8;
return await RootCommands.InvokeAsync(args, KernelSeams.Create(), Console.Out, Console.Error).ConfigureAwait(false);
