// An echo server on one core.
//
//	echo streams|lines [CERTIFICATE KEY]
//
// Listens on a free port of 127.0.0.1, with TLS when it is given a certificate, prints "port N", and ends when its input does.
package main

import (
	"bufio"
	"crypto/tls"
	"fmt"
	"io"
	"log"
	"net"
	"os"
	"runtime"
)

func echoBytes(connection net.Conn) {
	defer connection.Close()
	buffer := make([]byte, 65536)
	for {
		count, err := connection.Read(buffer)
		if err != nil {
			return
		}
		if _, err := connection.Write(buffer[:count]); err != nil {
			return
		}
	}
}

// Sends the answers when no line is left that has come already.
func echoLines(connection net.Conn) {
	defer connection.Close()
	reader, writer := bufio.NewReaderSize(connection, 65536), bufio.NewWriterSize(connection, 65536)
	for {
		line, err := reader.ReadSlice('\n')
		if err != nil {
			return
		}
		writer.Write(line)
		if reader.Buffered() == 0 && writer.Flush() != nil {
			return
		}
	}
}

func main() {
	runtime.GOMAXPROCS(1)
	handlers := map[string]func(net.Conn){"streams": echoBytes, "lines": echoLines}
	if len(os.Args) != 2 && len(os.Args) != 4 || handlers[os.Args[1]] == nil {
		log.Fatal("usage: echo streams|lines [CERTIFICATE KEY]")
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	port := listener.Addr().(*net.TCPAddr).Port
	if len(os.Args) == 4 {
		certificate, err := tls.LoadX509KeyPair(os.Args[2], os.Args[3])
		if err != nil {
			log.Fatal(err)
		}
		listener = tls.NewListener(listener, &tls.Config{Certificates: []tls.Certificate{certificate}})
	}
	go func() {
		io.Copy(io.Discard, os.Stdin)
		os.Exit(0)
	}()
	fmt.Println("port", port)
	for {
		connection, err := listener.Accept()
		if err != nil {
			log.Fatal(err)
		}
		go handlers[os.Args[1]](connection)
	}
}
