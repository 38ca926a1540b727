use keisan::graph;

const WIDTH: usize = 4;

graph! {
    graph G<const B: usize> {
        input x: [B, WIDTH as usize];
        output h = relu(x);
    }
}

fn main() {}
