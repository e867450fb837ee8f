// A JSON API that hands out the rows of a database page by page. JDBC blocks, and there are two
// ways to have the other requests go on meanwhile, side by side here:
//
//     /threads/books     the query runs in another thread: toThread(() -> query(...))
//     /yield/books       the query is called as it is, and blocking=YIELD makes it a place to wait
//
//     ./asyncio run examples/Paging.java [PORT]
//
// "curl 'http://127.0.0.1:8080/threads/books?limit=3&after=6'" asks for the three books that follow
// number 6. With "delay=2000" the database takes two seconds. YIELD needs the engine "confined";
// on "baton" /yield/books says so. Ctrl-C ends it.

import static org.asyncio4j.Asyncio.*;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.asyncio4j.Blocking;
import org.asyncio4j.EventLoop;
import org.asyncio4j.LoopOptions;
import org.asyncio4j.http.Status;
import org.asyncio4j.http.web.Application;
import org.asyncio4j.http.web.HttpException;
import org.asyncio4j.http.web.Request;
import org.asyncio4j.http.web.Response;
import org.asyncio4j.http.web.Web;
import org.asyncio4j.http.web.WebServer;
import org.h2.jdbcx.JdbcConnectionPool;

static final String HOST = "127.0.0.1";
static final int BOOKS = 1000;
static final int CONNECTIONS = 10; // who needs one more waits for it
static final int MAX_LIMIT = 100; // books of one page
static final int MAX_DELAY = 10_000; // milliseconds
static final Duration GRACE = Duration.ofSeconds(2);

final JdbcConnectionPool database = JdbcConnectionPool.create("jdbc:h2:mem:books", "sa", "");

record Book(int id, String title, String author, int year) {}

/// One page of books.
///
/// @param next what "after" is on the next page; null on the last one
record Page(List<Book> books, Integer next) {}

/// What is asked for. A page begins after a key and not at a number of rows: the database finds it
/// by its index, and books that are added meanwhile make no other book come twice.
record Question(int after, int limit, int delay) {
  static Question of(Request request) {
    return new Question(
        number(request, "after", 0, Integer.MAX_VALUE, 0),
        number(request, "limit", 1, MAX_LIMIT, 20),
        number(request, "delay", 0, MAX_DELAY, 0));
  }

  private static int number(Request request, String name, int least, int most, int otherwise) {
    String value = request.query(name, Integer.toString(otherwise));
    if (value.matches("[0-9]{1,10}")) {
      long number = Long.parseLong(value);
      if (number >= least && number <= most) {
        return (int) number;
      }
    }
    throw new HttpException.BadRequest(
        "%s must be a number from %d to %d, not '%s'\n".formatted(name, least, most, value));
  }
}

void main(String[] args) throws SQLException {
  String port = args.length == 0 ? "8080" : String.join(" ", args);
  if (!port.matches("[0-9]{1,5}") || Integer.parseInt(port) > 65535) {
    refuse("Paging.java takes a PORT from 0 to 65535, or nothing; not " + port);
  }
  fillDatabase();
  LoopOptions options = LoopOptions.defaults().withBlocking(Blocking.YIELD);
  String whyNot = null;
  try {
    EventLoop.create(options).close();
  } catch (IllegalArgumentException e) { // on baton
    whyNot = e.getMessage();
    options = options.withBlocking(Blocking.HOLD);
  }
  String whyNoYield = whyNot;
  try {
    run(options, () -> serve(Integer.parseInt(port), whyNoYield));
  } finally {
    database.dispose();
  }
}

void refuse(String why) {
  System.err.println(why);
  System.exit(2);
}

/// @param whyNoYield null where YIELD is possible
void serve(int port, String whyNoYield) throws IOException {
  Application application = Application.create();
  application.get(
      "/threads/books",
      request -> {
        Question question = Question.of(request);
        return Response.json(toThread(() -> query(question)));
      });
  application.get(
      "/yield/books",
      request -> {
        Question question = Question.of(request);
        if (whyNoYield != null) {
          throw new HttpException(Status.NOT_IMPLEMENTED, whyNoYield + "\n");
        }
        return Response.json(query(question)); // other tasks run while it waits
      });
  WebServer server;
  try {
    server = Web.start(application, HOST, port);
  } catch (BindException e) {
    refuse(e.getMessage() + ": give another PORT");
    return;
  }
  IO.println("serving on http://" + HOST + ":" + server.port() + "/, Ctrl-C ends it");
  try {
    server.serveForever();
  } finally {
    server.shutdown(GRACE);
    IO.println("the server is shut down");
  }
}

// --- the database: plain JDBC ---

Page query(Question question) throws SQLException {
  List<Book> books = new ArrayList<>();
  try (Connection connection = database.getConnection();
      PreparedStatement delay = connection.prepareStatement("CALL park(?)");
      PreparedStatement select =
          connection.prepareStatement(
              "SELECT id, title, author, published FROM book WHERE id > ? ORDER BY id LIMIT ?")) {
    if (question.delay > 0) {
      delay.setLong(1, Duration.ofMillis(question.delay).toNanos());
      delay.execute();
    }
    select.setInt(1, question.after);
    select.setInt(2, question.limit + 1); // one more tells whether there is another page
    ResultSet rows = select.executeQuery();
    while (rows.next()) {
      books.add(new Book(rows.getInt(1), rows.getString(2), rows.getString(3), rows.getInt(4)));
    }
  }
  if (books.size() <= question.limit) {
    return new Page(books, null);
  }
  books.removeLast();
  return new Page(books, books.getLast().id);
}

void fillDatabase() throws SQLException {
  database.setMaxConnections(CONNECTIONS);
  List<String> first = List.of("Fluent", "Effective", "Concurrent", "Quiet", "Lazy");
  List<String> second = List.of("Loops", "Tasks", "Sockets", "Queues");
  List<String> authors = List.of("Ada", "Barbara", "Edsger", "Grace", "Leslie", "Tony", "Luciano");
  try (Connection connection = database.getConnection();
      Statement statement = connection.createStatement()) {
    statement.execute(
        "CREATE TABLE book(id INT PRIMARY KEY, title VARCHAR(100), author VARCHAR(100), published INT)");
    statement.execute("CREATE ALIAS park FOR 'java.util.concurrent.locks.LockSupport.parkNanos'");
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO book VALUES (?, ?, ?, ?)")) {
      for (int id = 1; id <= BOOKS; id++) {
        insert.setInt(1, id);
        insert.setString(
            2,
            first.get(id % first.size()) + " " + second.get(id % second.size()) + ", vol. " + id);
        insert.setString(3, authors.get(id % authors.size()));
        insert.setInt(4, 1960 + id % 65);
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }
}
